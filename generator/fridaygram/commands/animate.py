"""``fridaygram animate "PHRASE"``: the generation-path animation as a GIF."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json, blog_root, whole
from fridaygram.errors import UsageError
from fridaygram.files import write_atomic

WIDTH = 728
MOST_ORDER = 400  # characters: no phrase that can be shown is longer, and a longer history changes nothing
MOST_TURNS = 100
MOST = 8192  # CSS pixels; at scale 2 still far below the 65,535 pixels of a GIF's side


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("phrase", metavar="PHRASE", help="the text whose paths are shown")
    parser.add_argument(
        "--order",
        type=whole(1, MOST_ORDER),
        default=2,
        metavar="N",
        help=f"history length (default: 2, at most {MOST_ORDER})",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="X.gif", help="the file to write")
    parser.add_argument("--model", metavar="NAME", help="a trained model (default: one trained on the phrase alone)")
    parser.add_argument(
        "--turns",
        type=whole(1, MOST_TURNS),
        default=3,
        metavar="N",
        help=f"how often a loop goes round (default: 3, at most {MOST_TURNS})",
    )
    parser.add_argument("--scale", type=int, choices=(1, 2), default=2, help="pixels a CSS pixel (default: 2)")
    parser.add_argument("--width", type=whole(280), default=WIDTH, help=f"in CSS pixels (default: {WIDTH})")
    parser.add_argument("--height", type=whole(0), default=0, help="at least so many CSS pixels (default: as it needs)")
    parser.add_argument("--dark", action="store_true", help="the dark palette")
    parser.add_argument("--transcript", action="store_true", help="print what the animation shows, in words")
    add_json(parser, "what was written, with the transcript,")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.figures import fonts
    from fridaygram.figures.path import layout
    from fridaygram.figures.path.raster import animation
    from fridaygram.figures.path.scene import missing
    from fridaygram.figures.path.words import transcript
    from fridaygram.lm import generation_paths

    if not args.phrase:
        raise UsageError("the phrase is empty", hint="write the text whose paths are to be shown")
    if args.output.suffix.lower() != ".gif":
        raise UsageError(f"{args.output}: an animation is a GIF", hint="name it X.gif")
    if max(args.width, args.height) > MOST:
        raise UsageError(f"{max(args.width, args.height)} is too large a side", hint=f"at most {MOST} pixels")
    index = None
    if args.model:
        from fridaygram.plan.blog import Blog

        index = Blog(blog_root(args)).shelf().index(args.model)
    values = generation_paths(args.phrase, args.order, index=index, corpus=args.model, turns=args.turns)
    data = animation(values, width=args.width, height=args.height, scale=args.scale, dark=args.dark)
    write_atomic(args.output, data)
    for warning in fonts.warning(missing(layout.scene(values, width=args.width)), fonts.IN_ANIMATIONS):
        console.remark(f"warning: {warning}")
    if args.json:
        console.json({"file": str(args.output), "bytes": len(data), "transcript": transcript(values)})
        return 0
    if args.transcript:
        console.say(transcript(values))
    console.remark(f"{args.output}: {len(data):,} bytes")
    return 0


COMMAND = Command(
    summary="animate the paths of a phrase",
    description="Write the animation of a phrase's paths through a character n-gram model as a GIF.",
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram animate 'This is the remix.' --order 2 --output remix.gif --transcript",
        "fridaygram animate 'This song' --order 4 --model demo --output song.gif",
    ),
)
