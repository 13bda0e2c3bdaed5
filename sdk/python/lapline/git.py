"""Commit and state of the working tree that a program runs from, read once per process within a bound."""

from __future__ import annotations

import os
import re
import signal
from typing import NamedTuple, Optional


class GitState(NamedTuple):
    """`dirty` tells whether tracked files differ from the commit; None for what git did not answer in time."""

    commit: Optional[str] = None
    dirty: Optional[bool] = None


UNKNOWN = GitState()

_TIMEOUT_SECONDS = 0.3
_COMMAND = (
    "git",
    "-c",
    "core.fsmonitor=false",
    "status",
    "--porcelain=v2",
    "--branch",
    "--untracked-files=no",
)


def read_git(folder: str) -> GitState:
    """UNKNOWN outside a working tree, where no process is started, and in hosts that watch their children."""
    if not _is_inside(folder) or _watches_children():
        return UNKNOWN
    # Imported here: it is slow to import and most of it is not needed otherwise.
    import subprocess

    try:
        answer = subprocess.run(
            _COMMAND,
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, ValueError, RuntimeError, subprocess.SubprocessError):
        return UNKNOWN
    commit = re.search(r"^# branch\.oid ([0-9a-f]{40,64})$", answer, re.MULTILINE)
    return GitState(
        commit.group(1) if commit else None,
        re.search(r"^[12u] ", answer, re.MULTILINE) is not None,
    )


def _is_inside(folder: str) -> bool:
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return True
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent


def _watches_children() -> bool:
    """A host with a SIGCHLD handler would be told of a child that is none of its own."""
    child_signal = getattr(signal, "SIGCHLD", None)
    return child_signal is not None and signal.getsignal(child_signal) not in (signal.SIG_DFL, None)
