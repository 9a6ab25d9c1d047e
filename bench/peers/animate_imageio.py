"""Join pictures with imageio: ``python animate_imageio.py FOLDER OUTPUT.gif``."""

import sys
from pathlib import Path

import imageio.v3 as iio

frames = [iio.imread(path) for path in sorted(Path(sys.argv[1]).glob("*.png"))]
iio.imwrite(sys.argv[2], frames, duration=750, loop=0)
