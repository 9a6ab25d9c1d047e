"""Debian's Firefox for Playwright, which drives it by WebDriver BiDi. As a program, this file is a bridge to it.

Playwright asks for `emulation.setMediaFeaturesOverride`, which Firefox 153 does not know yet. The bridge answers it and
passes everything else on; colour schemes and the like are preferences of the browser (PREFERENCES).
"""

import asyncio
import json
import re
import sys
from pathlib import Path

FIREFOX = "/usr/bin/firefox-esr"
UNKNOWN = "emulation.setMediaFeaturesOverride"
READY = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
# What Playwright's settings of a window are as preferences of the browser.
PREFERENCES = {
    ("color_scheme", "light"): {"layout.css.prefers-color-scheme.content-override": 1},
    ("color_scheme", "dark"): {"layout.css.prefers-color-scheme.content-override": 0},
    ("reduced_motion", "reduce"): {"ui.prefersReducedMotion": 1},
    ("forced_colors", "active"): {"browser.display.document_color_use": 2},
    ("java_script_enabled", True): {},
    ("java_script_enabled", False): {"javascript.enabled": False},
}
PASSED_ON = ("device_scale_factor", "locale")


def preferences(settings):
    """Return the preferences that stand for the settings of a window; ValueError for one that Firefox has none for."""
    # Scrollbars lie over the page, as on phones: a window of 320 px has 320 for the page.
    wanted = {"ui.useOverlayScrollbars": 1}
    for name, value in {"color_scheme": "light", **settings}.items():
        if (name, value) in PREFERENCES:
            wanted |= PREFERENCES[name, value]
        elif name not in PASSED_ON:
            raise ValueError(f"Firefox cannot be told {name}={value!r}: look at this in Chromium alone")
    return wanted


def bridge_program(folder):
    """Write a program that starts this file, as Playwright starts a browser; return its path."""
    program = Path(folder) / "firefox-by-a-bridge"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).resolve()}" "$@"\n')
    program.chmod(0o755)
    return program


async def bridge(arguments):
    """Start Firefox, print an address of our own in place of its own, and stand between until it ends."""
    from websockets.asyncio.client import connect
    from websockets.asyncio.server import serve

    browser = await asyncio.create_subprocess_exec(FIREFOX, *arguments, stderr=asyncio.subprocess.PIPE)
    while (found := READY.search(line := await browser.stderr.readline())) is None:
        if not line:
            return await browser.wait()
    address = found[1].decode() + "/session"

    async def passing(source, target, answered=None):
        async for message in source:
            if answered and UNKNOWN in message and (asked := json.loads(message))["method"] == UNKNOWN:
                await source.send(json.dumps({"type": "success", "id": asked["id"], "result": {}}))
            else:
                await target.send(message)

    async def both(playwright):
        async with connect(address, max_size=None, ping_interval=None) as firefox:
            ways = [passing(playwright, firefox, answered=True), passing(firefox, playwright)]
            await asyncio.wait([asyncio.ensure_future(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)

    async with serve(both, "127.0.0.1", 0, max_size=None, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        while await browser.stderr.readline():
            pass
        return await browser.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(bridge(sys.argv[1:])))
