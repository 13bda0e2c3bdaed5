"""One record as one line, complete and bounded; span.py holds the short cut for the plainest case."""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring as quote
from typing import TYPE_CHECKING, Optional

from . import clock
from .content import kept, prefix_of, prefixes
from .failure import Failure
from .plain import byte_length, entries_within, string_within
from .redact import redact
from .state import state

if TYPE_CHECKING:
    from .site import Site

#: The longest line, newline included, in bytes.
MAX_LINE_BYTES = 65_536
#: A longer duration (100 years) is a broken clock, not an operation.
MAX_DURATION_MS = 3_155_760_000_000
#: A tail of at most this many characters fits whatever the characters are: an escape takes six
#: bytes, and what stands before the tail takes at most 16 KiB.
_SHORT_TAIL = 8_000

#: Stands between a span's id and its parent's.
PARENT = '","parent_span_id":"'

#: The longest value of each key, in bytes of JSON: together less than half a line.
_LIMITS = {
    "level": 64,
    "component": 256,
    "metric": 256,
    "step": 512,
    "name": 1_024,
    "tool_name": 512,
    "session_id": 256,
    "order_id": 256,
    "code.file.path": 4_096,
    "code.function.name": 1_024,
    "error.type": 512,
    "error.message": 4_096,
    "exception.stacktrace": 12_288,
}
#: What TypeScript's encoder leaves to unknown keys; kept so that both languages cut at the same
#: place.
_RESERVE_BYTES = 2_048


def field(key: str, value: Optional[str]) -> str:
    """`,"key":"value"` within the key's limit, or nothing."""
    return "" if value is None else f',"{key}":{string_within(value, _LIMITS[key])}'


def fields_text(
    site: Site, wall_nanos: int, duration_ms: Optional[float], status: str, ids: str
) -> str:
    """A line from its opening brace to `code.*`; `ids` runs from the correlation to the open quote of the last id.

    A duration that is None, not a number or out of range is left out.
    """
    if duration_ms is not None and 0 <= duration_ms <= MAX_DURATION_MS:
        head = f"{site.head}{duration_ms!r}"
    else:
        head = site.head[: -len(',"duration_ms":')]
    stamp = clock.timestamp(wall_nanos)[:-1]
    return (
        f'{{"v":1,"timestamp":"{stamp}{head},"status":"{status}"{ids}"{state.run_text}{site.code}'
    )


def push_record(
    site: Site, fields: str, failure: Optional[Failure], attributes: Mapping[str, object]
) -> None:
    """Adds attributes (the site's own first) and errors, and hands the line to the sink."""
    errors = "" if failure is None else _errors_text(failure)
    prefix = ',"attributes":{'
    room = (
        MAX_LINE_BYTES
        - _RESERVE_BYTES
        - byte_length(fields)
        - byte_length(errors)
        - len(prefix)
        - len("}}\n")
    )
    entries = entries_within(kept({**(site.attributes or {}), **attributes}), room)
    state.sink.push(
        f"{fields}{prefix}{entries}}}{errors}}}\n" if entries else f"{fields}{errors}}}\n"
    )


def short_tail(site: Site, attributes: Mapping[str, object]) -> Optional[str]:
    """The end of a line, from `code.*` on, when every attribute is short and plain; None when it needs the slow way."""
    if site.attributes is not None and not site.attributes.keys().isdisjoint(attributes):
        return None
    parts = [site.fixed] if site.fixed else []
    for key, value in list(attributes.items()):
        prefix = prefixes.get(key) or prefix_of(key)
        if not prefix:
            return None
        kind = type(value)
        if kind is str and len(value) < 1_000:  # type: ignore[arg-type]
            parts.append(prefix + quote(redact(value) if state.redact_text else value))  # type: ignore[arg-type]
        elif kind is int and -1_000_000_000 < value < 1_000_000_000:  # type: ignore[operator]
            parts.append(f"{prefix}{value}")
        elif kind is bool:
            parts.append(prefix + ("true" if value else "false"))
        elif kind is float and value - value == 0:  # type: ignore[operator]
            parts.append(f"{prefix}{value!r}")
        else:
            return None
    if not parts:
        return site.tail
    tail = f'{site.code},"attributes":{{{",".join(parts)}}}}}\n'
    return tail if len(tail) <= _SHORT_TAIL else None


def _errors_text(failure: Failure) -> str:
    return (
        field("error.type", failure.type)
        + field("error.message", failure.message)
        + field("exception.stacktrace", failure.stack)
    )
