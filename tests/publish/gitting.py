"""Git as tests use it: with settings of nobody's, and a bare repository beside each blog for its remote."""

import os
import subprocess

PLAIN = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def alone(monkeypatch):
    """Take away whatever settings of git this machine has."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)


def git(folder, *arguments):
    """Run git and return what it says."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def put_under_git(root):
    """Commit all of a folder, and give it a bare repository as its remote; return that."""
    remote = root.parent / f"{root.name}.git"
    git(root.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "A. Uthor")
    git(root, "config", "user.email", "author@example.org")
    git(root, "remote", "add", "origin", str(remote))
    (root / ".gitignore").write_text("/site/\n/.fridaygram/\n/content/models/\n")
    commit(root, "Start")
    return remote


def commit(root, message="More"):
    """Commit everything; return the commit's name."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)
    return git(root, "rev-parse", "HEAD")
