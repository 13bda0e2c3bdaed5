"""The first line of a log file: what ran, which version of it, and where its paths start."""

from __future__ import annotations

import os
from typing import Optional

from .clock import timestamp
from .git import GitState
from .plain import entries_within, string_within
from .settings import Settings
from .version import VERSION


def header_line(settings: Settings, run_id: str, git: GitState, nanos: int) -> str:
    """The `run` line at `nanos` since the epoch.

    A file begun later (after a rotation) gets one with its own time.
    """
    attributes: dict[str, Optional[object]] = {
        "process.pid": os.getpid(),
        "telemetry.sdk.language": "python",
        "telemetry.sdk.version": VERSION,
        "service.name": settings.service_name,
        "service.version": settings.service_version,
        "vcs.ref.head.revision": git.commit,
        "lapline.git.dirty": git.dirty,
        "lapline.root": settings.root,
        "lapline.start": "cold" if settings.is_cold else "warm",
        "lapline.conversation": settings.conversation,
        "lapline.content": _content(settings),
    }
    known = {key: value for key, value in attributes.items() if value is not None}
    name = string_within("run " + settings.service_name, 1_024)
    return (
        f'{{"v":1,"timestamp":"{timestamp(nanos)}","level":"INFO","component":"performance",'
        f'"metric":"run","step":"total","name":{name},"duration_ms":0,"status":"ok",'
        f'"run_id":"{run_id}","attributes":{{{entries_within(known, 32_768)}}}}}\n'
    )


def _content(settings: Settings) -> Optional[str]:
    if not settings.captures_content:
        return None
    return "redacted" if settings.redacts else "raw"
