"""The animation against matplotlib.animation, imageio, gifski and ffmpeg, same frames; a chart against the default.

    python -m bench.figures [--runs 3]

Every contestant is a whole process. matplotlib draws the same scene; the others are given its frames as PNG files
in full colour, which costs them nothing here. The picture difference is of each GIF, as it looks at the end of each
step, against these frames: mean absolute difference of the pixels that are not paper, 0 to 255.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image, ImageChops, ImageStat

from bench import scenes
from bench.timing import in_turn
from fridaygram.figures import render
from fridaygram.figures.base import Drawing
from fridaygram.figures.path import layout, motion, words
from fridaygram.figures.style import LIGHT
from fridaygram.lm import generation_paths

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench"
PHRASE, ORDER, TURNS, WIDTH, SCALE = "This is the remix.", 2, 5, 728, 2
WARM = 50
GIFSKI = f"--quiet --fps 1.33 --width {WIDTH * SCALE}"  # without a width it makes pictures smaller


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    values = generation_paths(PHRASE, ORDER, turns=TURNS)
    with tempfile.TemporaryDirectory() as folder:
        _animations(values, Path(folder), args.runs)
    _inline(values)


def _animations(values: dict[str, Any], folder: Path, runs: int) -> None:
    scene = layout.scene(values, width=WIDTH)
    frames = folder / "frames"
    frames.mkdir()
    wanted = scenes.pictures(scene, LIGHT, SCALE, frames)
    scenes.write(scene, LIGHT, SCALE, folder / "scene.json")
    commands = {name: command for name, command in _commands().items() if command}
    timed = in_turn({name: (command, folder) for name, command in commands.items()}, runs=runs)
    print(f"'{PHRASE}' at {WIDTH * SCALE}x{scene.height * SCALE}, {scene.frames} steps\n")
    print("| made by | seconds | of matplotlib's | bytes | picture difference |")
    print("| --- | ---: | ---: | ---: | ---: |")
    base = timed.get("matplotlib.animation")
    for name, times in timed.items():
        data = (folder / f"{name}.gif").read_bytes()
        ratio = f"1/{base.typical / times.typical:.1f}" if base else ""
        difference = _difference(data, wanted)
        print(f"| {name} | {times.typical:.3f} | {ratio} | {len(data):,} | {difference:.1f} |", flush=True)


def _commands() -> dict[str, list[str] | None]:
    """Return each contestant's command, None (and a line of print) where it is not installed."""
    python = PEERS / "bin" / "python"
    gifski, ffmpeg = (
        _program("gifski", "bin/gifski"),
        _program("ffmpeg", "lib/*/site-packages/imageio_ffmpeg/binaries/ffmpeg-*"),
    )
    ours = [str(Path(sys.executable).with_name("fridaygram")), "animate", PHRASE, "--order", str(ORDER)]
    ours += ["--turns", str(TURNS), "--width", str(WIDTH), "--output", "fridaygram.gif"]
    scripts = Path(__file__).parent / "peers"
    draws = [str(python), str(scripts / "animate_matplotlib.py"), "scene.json", "matplotlib.animation.gif"]
    joins = [str(python), str(scripts / "animate_imageio.py"), "frames", "imageio.gif"]
    has = {name: bool(list(PEERS.glob(f"lib/*/site-packages/{name}"))) for name in ("matplotlib", "imageio")}
    palette = "split[a][b];[a]palettegen[p];[b][p]paletteuse"
    found = {
        "fridaygram": ours,
        "matplotlib.animation": draws if has["matplotlib"] else None,
        "imageio": joins if has["imageio"] else None,
        "gifski": gifski
        and ["sh", "-c", f"'{gifski}' --quiet --fps 1.33 --width {WIDTH * SCALE} --output gifski.gif frames/*.png"],
        "ffmpeg": ffmpeg
        and [ffmpeg, "-v", "error", "-y", "-framerate", "4/3", "-i", "frames/%03d.png", "-vf", palette, "ffmpeg.gif"],
    }
    for name, command in found.items():
        if not command:
            print(f"{name} is not installed here: left out\n")
    return found


def _program(name: str, pattern: str) -> str | None:
    """Return where a program is: among the peers, or on PATH."""
    ours = sorted(PEERS.glob(pattern))
    return str(ours[0]) if ours else shutil.which(name, path=os.environ.get("PATH"))


def _difference(data: bytes, wanted: list[Image.Image]) -> float:
    """Return the mean absolute difference of inked pixels between a GIF at the end of each step and frames."""
    found = _steps(data, len(wanted))
    total = counted = 0.0
    for seen, frame in zip(found, wanted, strict=True):
        paper = Image.new("RGB", frame.size, LIGHT.paper)
        inked = ImageChops.lighter(ImageChops.difference(frame, paper), ImageChops.difference(seen, paper))
        mask = inked.convert("L").point([255 if value else 0 for value in range(256)])
        pixels = ImageStat.Stat(mask).sum[0] / 255
        total += sum(ImageStat.Stat(ImageChops.difference(seen, frame), mask).sum) / 3
        counted += pixels
    return total / max(counted, 1)


def _steps(data: bytes, count: int) -> list[Image.Image]:
    """Return what a GIF shows at the end of each of ``count`` steps; short frames only lead to the next long one.

    Peers may leave out a step that looks like the one before, so steps are found by time where frames are fewer.
    """
    shown: list[Image.Image] = []
    stays: list[int] = []
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            if stays and stays[-1] < 100:
                shown.pop(), stays.pop()
            shown.append(image.convert("RGB"))
            stays.append(int(image.info.get("duration", 0)))
    if len(shown) == count:
        return shown
    ends = [sum(stays[: number + 1]) for number in range(len(stays))]
    times = [ends[-1] * (number + 0.5) / count for number in range(count)]
    return [shown[next(place for place, end in enumerate(ends) if end >= moment)] for moment in times]


def _inline(values: dict[str, Any]) -> None:
    """Print what stands in the page: bytes, compressed bytes and milliseconds of processor time, warm."""
    scene = layout.scene(values, width=layout.WIDE)
    title, text = words.introduction(values), words.transcript(values)

    def animated() -> str:
        return motion.svg(scene, scope="a", title=title, text=text, classes="fig-wide")

    def laid_out() -> str:
        again = layout.scene(values, width=layout.WIDE)
        return motion.svg(again, scope="a", title=title, text=text, classes="fig-wide")

    unit = [{"low": 50 * n, "high": 50 * n + 50, "count": 40 + 17 * n % 60} for n in range(9)]
    chart = {"unit": "words", "what": "reviews", "bins": unit, "total": 900, "mean": 200.0, "median": 190.0}

    def ours() -> str:
        return _svg(render("histogram", chart, {"layout": "margin"}, "b"))

    def ours_and_png() -> str:
        drawing = render("histogram", chart, {"layout": "margin"}, "b")
        _ = drawing.assets[0].data  # drawn when it is asked for
        return _svg(drawing)

    print("\n| inline SVG | bytes | compressed | milliseconds, warm |\n| --- | ---: | ---: | ---: |")
    for name, make in (
        ("animation", animated),
        ("animation, laid out anew", laid_out),
        ("histogram", ours),
        ("histogram and its PNG", ours_and_png),
        ("matplotlib's histogram", _plain(chart)),
    ):
        made = make().encode()
        print(f"| {name} | {len(made):,} | {len(gzip.compress(made, 9)):,} | {_milliseconds(make):.1f} |")


def _svg(drawing: Drawing) -> str:
    return drawing.html[drawing.html.index("<svg") : drawing.html.index("</svg>") + 6]


def _plain(values: dict[str, Any]) -> Callable[[], str]:
    """Return a function that draws the same histogram with matplotlib's defaults."""
    from matplotlib.figure import Figure

    def plain() -> str:
        figure = Figure(figsize=(3.3, 3))
        axes = figure.subplots()
        bars = axes.bar(
            [f"{one['low']}-{one['high']}" for one in values["bins"]], [one["count"] for one in values["bins"]]
        )
        axes.bar_label(bars)
        axes.set_title("Reviews by number of words")
        axes.tick_params(axis="x", rotation=60)
        stream = io.StringIO()
        figure.savefig(stream, format="svg")
        return stream.getvalue()

    return plain


def _milliseconds(make: Callable[[], str]) -> float:
    # Python itself is quicker after the first calls; a build that draws several figures is past them.
    spent = []
    for _ in range(WARM):
        start = time.process_time()
        make()
        spent.append(1000 * (time.process_time() - start))
    return median(spent)


if __name__ == "__main__":
    main()
