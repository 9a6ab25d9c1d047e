"""Animate a scene with matplotlib.animation, as its users would: one artist an item, shown in its frames.

python animate_matplotlib.py SCENE.json OUTPUT.gif
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

DOTS = 72


def main(scene_file: str, output: str) -> None:
    """Read a scene (pixels, y downwards) and write its animation."""
    scene = json.loads(Path(scene_file).read_text("utf-8"))
    figure = Figure(figsize=(scene["width"] / DOTS, scene["height"] / DOTS), dpi=DOTS, facecolor=scene["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set_xlim(0, scene["width"])
    axes.set_ylim(scene["height"], 0)
    shown = []
    for order, item in enumerate(scene["items"]):
        artists = []
        if item["box"]:
            x, y, width, height = item["box"]
            artists.append(axes.add_patch(Rectangle((x, y), width, height, color=item["fill"], lw=0, zorder=order)))
        for x, y, text in item["texts"]:
            family = "DejaVu Sans Mono" if item["mono"] else "DejaVu Sans"
            style = {"color": item["colour"], "fontsize": item["size"], "family": family, "zorder": order}
            artists.append(axes.text(x, y, text, va="baseline", parse_math=False, **style))
        shown.append((artists, item["start"], item["end"]))

    def draw(frame: int) -> list:
        for artists, start, end in shown:
            for artist in artists:
                artist.set_visible(start <= frame < end)
        return []

    animation = FuncAnimation(figure, draw, frames=scene["frames"], interval=750)
    animation.save(output, writer=PillowWriter(fps=1 / 0.75), savefig_kwargs={"facecolor": scene["paper"]})


main(*sys.argv[1:])
