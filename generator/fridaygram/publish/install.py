"""The commands that put Fridaygram on a runner, and a test of them in a clean environment.

No index has the package yet, so a plain ``pip install fridaygram`` would find nothing, or somebody else's package of
that name. A command is written only where it names a file of the repository or a whole address.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit

from fridaygram import __version__
from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository

REQUIREMENTS = "requirements.txt"
PIP = "python -m pip install"
TIMEOUT_S = 1800
_OPTION = re.compile(r"\s*(?:-[erf]|--(?:editable|requirement|index-url|extra-index-url|find-links))\b")
_NAMED = re.compile(r"fridaygram(?![\w.-])\s*(?:\[[^\]]*\])?\s*(@)?", re.IGNORECASE)
_WHEEL = re.compile(r"(?:^|/)fridaygram-([^/-]+)-[^/]*\.whl$")
_SEARCH = re.compile(r"\[[^\]]*\bsearch\b[^\]]*\]|pagefind", re.IGNORECASE)
_WRITTEN = re.compile(rf'^ *({re.escape(PIP)} "fridaygram[^"]* @ git\+https://[^"]+")$', re.MULTILINE)
WAY_OUT = f"commit a {REQUIREMENTS} with the line 'fridaygram @ git+https://ADDRESS@COMMIT', or a wheel of Fridaygram"


def install_lines(site: Site, repository: Repository, written: str = "") -> list[str]:
    """Return the commands that install Fridaygram for this blog on another machine.

    The first of these decides: the blog's ``requirements.txt``; Fridaygram's own repository; a wheel in the blog's
    folder; the git address in ``written``, the workflow as it is; the git address that this program was installed
    from. Raises BuildError, with a way out, where there is none of them or it would install nothing.
    """
    if (repository.blog / REQUIREMENTS).is_file():
        _check_requirements(site, repository.blog)
        return [f"{PIP} -r {REQUIREMENTS}"]
    project = repository.blog / "pyproject.toml"
    if project.is_file() and 'name = "fridaygram"' in project.read_text("utf-8"):
        return [f"{PIP} --require-hashes -r requirements.lock", f"{PIP} --no-deps ."]
    extra = "[search]" if site.search else ""
    if wheel := _wheel(repository):
        return [f"{PIP} {shlex.quote(f'./{wheel}{extra}')}"]
    if found := _WRITTEN.search(written):
        return [found[1]]
    if address := own_address():
        return [f'{PIP} "fridaygram{extra} @ {address}"']
    raise BuildError("GitHub could not install Fridaygram: no package index has it yet", hint=WAY_OUT)


def _check_requirements(site: Site, folder: Path) -> None:
    """Raise BuildError, with its line, where the folder's requirements.txt would not install Fridaygram."""
    text = (folder / REQUIREMENTS).read_text("utf-8-sig", "replace")
    lines = [line.split(" #")[0].strip() for line in text.splitlines()]
    named = [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if "fridaygram" in line.lower() and not line.startswith("#")
    ]
    if not named and not any(_OPTION.match(line) for line in lines):
        raise BuildError("it does not install Fridaygram", file=REQUIREMENTS, hint=WAY_OUT)
    other_index = any(line.startswith(("--index-url", "--extra-index-url", "--find-links", "-f")) for line in lines)
    for number, line in named:
        by_name, path = _NAMED.match(line), Path(line.split(";")[0].strip())
        problem, hint = "", "write 'fridaygram @ git+https://ADDRESS@COMMIT'"
        if by_name and not by_name[1] and not other_index:
            problem = f"'{line}' asks a package index, and none has Fridaygram yet"
        elif "file:" in line or path.is_absolute():
            problem = f"'{line}' is a file of this machine alone"
        elif path.suffix == ".whl" and "://" not in line and not (folder / path).is_file():
            problem, hint = f"there is no file '{path}'", "put the wheel into the blog's folder, and commit it"
        if problem:
            raise BuildError(problem, file=REQUIREMENTS, line=number, hint=hint)
    if site.search and named and not _SEARCH.search(text) and not any(_OPTION.match(line) for line in lines):
        hint = "write fridaygram[search] there, or pagefind and pagefind-bin"
        raise BuildError("search = true needs the extra 'search'", file=REQUIREMENTS, line=named[0][0], hint=hint)


def _wheel(repository: Repository) -> str:
    """Return the wheel of Fridaygram in the blog's folder, "" for none; ignored files do not count.

    Of several, the one of the version that runs here. Raises BuildError where that does not decide.
    """
    listed = repository.git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", str(repository.blog))
    below = f"{repository.below}/" if repository.below else ""
    wheels = sorted({path.removeprefix(below) for path in listed.split("\0") if _WHEEL.search(path)})
    wheels = [path for path in wheels if (repository.blog / path).is_file()]
    same = [path for path in wheels if (found := _WHEEL.search(path)) and found[1] == __version__]
    if len(wheels) > 1 and len(same) != 1:
        raise BuildError(f"several wheels of Fridaygram: {', '.join(wheels)}", hint="keep one of them")
    return (same or wheels or [""])[0]


def own_address() -> str:
    """Return the git address and commit that this program was installed from, "" for none (PEP 610)."""
    try:
        record = json.loads(distribution("fridaygram").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    commit = record.get("vcs_info", {}).get("commit_id", "")
    parts = urlsplit(record.get("url", ""))
    # An address with a name or token in it must stay private.
    return f"git+{record['url']}@{commit}" if commit and parts.scheme == "https" and "@" not in parts.netloc else ""


def try_install(lines: Sequence[str], folder: Path) -> str:
    """Run the commands in a clean virtual environment, from ``folder``; return the version that they installed.

    Raises BuildError, with what pip said last, where one fails.
    """
    with tempfile.TemporaryDirectory(prefix="fridaygram-") as place:
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        bare["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        _run([sys.executable, "-m", "venv", place], folder, bare, "a virtual environment")
        programs = str(Path(place) / ("Scripts" if os.name == "nt" else "bin"))
        bare["PATH"] = os.pathsep.join([programs, bare.get("PATH", os.defpath)])
        for line in lines:
            _run(line, folder, bare, line)
        check = "python -c \"import importlib.metadata as m; print(m.version('fridaygram'))\""
        return _run(check, folder, bare, "fridaygram is not installed after it").strip()


def _run(command: str | list[str], folder: Path, environment: dict[str, str], what: str) -> str:
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("ERROR")] or said or ["it failed without a word"]
        raise BuildError(f"{what}: {errors[0].removeprefix('ERROR:').strip()}", hint="run it by hand to see all of it")
    return done.stdout
