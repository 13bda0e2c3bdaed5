"""The wall clock as text: RFC 3339, UTC, microseconds. Durations never come from here."""

from __future__ import annotations

import time

#: The last whole second and its text, replaced as one so that a thread never sees half of it.
known: tuple[int, str] = (-1, "")


def timestamp(nanos: int) -> str:
    """`2025-12-14T12:00:00.123456Z` of nanoseconds since the Unix epoch; digits below are cut."""
    micros = nanos // 1000
    return f"{second_text(micros // 1_000_000)}.{micros % 1_000_000:06d}Z"


def second_text(second: int) -> str:
    """`2025-12-14T12:00:00` of whole seconds since the epoch, kept for the next call."""
    global known
    last = known
    if last[0] == second:
        return last[1]
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
    known = (second, text)
    return text
