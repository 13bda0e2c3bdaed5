"""How a run is configured: the arguments of `start` and the environment. The environment wins where both speak."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from .state import is_true

DEFAULT_DIRECTORY = ".lapline"


@dataclass(frozen=True)
class Settings:
    """Everything a run needs to know; absolute paths."""

    service_name: str
    service_version: Optional[str]
    root: str
    directory: str
    #: One file shared by several runs in place of a file per process; a name within `directory`.
    file_name: Optional[str]
    conversation: Optional[str]
    is_cold: bool
    has_resources: bool
    has_signals: bool
    captures_content: bool
    redacts: bool


def resolve(
    env: Mapping[str, str],
    *,
    service: Optional[str] = None,
    version: Optional[str] = None,
    directory: Optional[str] = None,
    root: Optional[str] = None,
    file: Optional[str] = None,
    conversation: Optional[str] = None,
    cold: bool = True,
    resources: bool = True,
    signals: bool = True,
    redact: bool = True,
) -> Settings:
    """LAPLINE_DIR, OTEL_SERVICE_NAME and `service.version` of OTEL_RESOURCE_ATTRIBUTES come before the arguments."""
    base = os.path.realpath(root or os.getcwd())
    folder = os.path.abspath(
        env.get("LAPLINE_DIR") or directory or os.path.join(base, DEFAULT_DIRECTORY)
    )
    if file is not None:
        folder, file = os.path.split(os.path.abspath(file))
    described = resource_attributes(env.get("OTEL_RESOURCE_ATTRIBUTES", ""))
    return Settings(
        service_name=env.get("OTEL_SERVICE_NAME")
        or service
        or described.get("service.name")
        or script_name(),
        service_version=version or described.get("service.version"),
        root=base,
        directory=folder,
        file_name=file,
        conversation=conversation,
        is_cold=cold,
        has_resources=resources and not _is_off(env.get("LAPLINE_RESOURCES")),
        has_signals=signals and not _is_off(env.get("LAPLINE_SIGNALS")),
        captures_content=is_true(env.get("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")),
        redacts=redact and not _is_off(env.get("LAPLINE_REDACT")),
    )


def log_name(service: str, at: float, pid: int) -> str:
    """`20251214T120000-returns-4711.jsonl`; what a file name cannot hold becomes `_`."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(at))
    return f"{stamp}-{re.sub(r'[^A-Za-z0-9_.-]', '_', service)[:64]}-{pid}.jsonl"


def script_name() -> str:
    """The name of the script that runs, without its suffix."""
    name = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else ""
    if name == "__main__.py":
        name = os.path.basename(os.path.dirname(os.path.abspath(sys.argv[0])))
    return os.path.splitext(name)[0] if name not in ("", "-c", "-m", "-") else "python"


def resource_attributes(text: str) -> dict[str, str]:
    """`key=value,key=value`, as OpenTelemetry writes it."""
    pairs = (part.partition("=") for part in text.split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _is_off(value: Optional[str]) -> bool:
    return value is not None and value.strip().lower() in ("0", "false", "no", "off")
