"""Any Python value as JSON of a bounded size, never raising: what does not fit or cannot be read is marked.

The same limits and markers as sdk/record/json.ts, so that both languages write the same line.
"""

from __future__ import annotations

import math
import operator
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timezone
from json.encoder import encode_basestring as quote
from typing import Any

from .redact import redact
from .state import state

#: Stands at the end of a cut string, in place of what is nested too deep, and as the key that
#: counts left-out keys.
TRUNCATED = "…truncated"
#: The room any value at all needs: the longest number, or a container that holds the marker only.
MIN_VALUE_BYTES = 40
#: One string within a value is cut at this many bytes, so that the other attributes still fit.
MAX_STRING_BYTES = 16_384

_MARK = quote(TRUNCATED)
_MARK_BYTES = 14
_CIRCULAR = quote("…circular")
_UNREADABLE = quote("…unreadable")
#: `,"…truncated":` and a count of up to ten digits.
_MARK_ENTRY_BYTES = 26
#: The line and its `attributes` are two levels; the writer stays one under the reader's limit of
#: 64.
_MAX_ANCESTORS = 61
_MAX_SAFE_INTEGER = 9_007_199_254_740_991


def byte_length(text: str) -> int:
    """Bytes of `text` as it is written: a lone surrogate becomes an escape of six."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "backslashreplace"))


def string_within(text: str, max_bytes: int) -> str:
    """`text`, redacted, as a JSON string of at most `max_bytes` bytes (14 or more), quotes and escapes counted."""
    head = text[:max_bytes]
    if state.redact_text:
        head = redact(head)
    json = quote(head)
    if len(text) <= max_bytes and (len(json) * 6 <= max_bytes or byte_length(json) <= max_bytes):
        return json
    room = max_bytes - _MARK_BYTES
    end = 0
    for character in head:
        room -= byte_length(quote(character)) - 2
        if room < 0:
            break
        end += 1
    return quote(head[:end] + TRUNCATED)


def value_within(value: Any, max_bytes: int) -> str:
    """`value` as JSON of at most `max_bytes` bytes (MIN_VALUE_BYTES or more).

    What JSON has no word for is told as text: dates in ISO form, Decimals and big integers as digits, exceptions as
    `name: message`, bytes by their length, functions by their name, other objects by their repr.
    """
    return _write(value, max_bytes, ())


def entries_within(entries: Mapping[str, Any], max_bytes: int) -> str:
    """`"key":value,…` without braces; the same limits."""
    items = list(entries.items())
    return _write_entries(items, max_bytes + 2, (entries,))[1:-1]


def _write(value: Any, room: int, ancestors: tuple[Any, ...]) -> str:
    # repr, properties and iteration are the host's code: what they raise becomes a marker in the
    # line.
    try:
        return _write_any(value, room, ancestors)
    except Exception:
        return _UNREADABLE


def _write_any(value: Any, room: int, ancestors: tuple[Any, ...]) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return string_within(str.__str__(value), min(room, MAX_STRING_BYTES))
    if isinstance(value, int):
        return _write_int(int(value), room)
    if isinstance(value, float):
        return float.__repr__(value) if math.isfinite(value) else "null"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return quote(f"{value.nbytes if isinstance(value, memoryview) else len(value)} bytes")
    return _descend(value, room, ancestors)


def _write_int(value: int, room: int) -> str:
    # Digits of a huge integer take quadratic time: beyond 256 bits only its size is told.
    if -_MAX_SAFE_INTEGER <= value <= _MAX_SAFE_INTEGER:
        return str(value)
    return string_within(str(value) if value.bit_length() <= 255 else "integer over 256 bits", room)


def _descend(value: Any, room: int, ancestors: tuple[Any, ...]) -> str:
    if any(value is ancestor for ancestor in ancestors):
        return _CIRCULAR
    if len(ancestors) >= _MAX_ANCESTORS:
        return _MARK
    line = (*ancestors, value)
    if isinstance(value, Mapping):
        return _write_entries(list(value.items()), room, line)
    if isinstance(value, (list, tuple, set, frozenset, deque)):
        return _write_array(value, room, line)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None and not isinstance(value, type):
        return _write_entries([(name, _Field(value, name)) for name in fields], room, line)
    return _write_leaf(value, room)


def _write_leaf(value: Any, room: int) -> str:
    if isinstance(value, (datetime, date, time)):
        return string_within(_iso(value), room)
    if isinstance(value, BaseException):
        return string_within(f"{type(value).__name__}: {value}", min(room, MAX_STRING_BYTES))
    if isinstance(value, type) or callable(value):
        name = getattr(value, "__qualname__", None) or type(value).__qualname__
        return string_within(f"function {name}", room)
    if hasattr(value, "__index__"):
        return _write_int(operator.index(value), room)
    own_repr: Any = type(value).__repr__
    if own_repr is object.__repr__:
        return string_within(f"<{type(value).__module__}.{type(value).__qualname__}>", room)
    text = str(value) if type(value).__module__ in _STR_MODULES else repr(value)
    return string_within(text, min(room, MAX_STRING_BYTES))


#: Values of these modules read best by their str: Decimal, UUID, paths, fractions, addresses.
_STR_MODULES = ("decimal", "uuid", "pathlib", "pathlib._local", "fractions", "ipaddress")


def _iso(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    return str(value.isoformat())


class _Field:
    """A dataclass field not yet read: the read itself may raise."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Any, name: str) -> None:
        self.owner = owner
        self.name = name


def _write_array(items: Iterable[Any], room: int, ancestors: tuple[Any, ...]) -> str:
    parts: list[str] = []
    left = room - 2 - _MARK_ENTRY_BYTES
    for item in items:
        if left < MIN_VALUE_BYTES + 1:
            parts.append(_MARK)
            break
        json = _write(item, left - 1, ancestors)
        left -= byte_length(json) + 1
        parts.append(json)
    return f"[{','.join(parts)}]"


def _write_entries(items: list[tuple[Any, Any]], room: int, ancestors: tuple[Any, ...]) -> str:
    parts: list[str] = []
    left = room - 2 - _MARK_ENTRY_BYTES
    for index, (key, value) in enumerate(items):
        name = string_within(key if type(key) is str else _key_text(key), 256)
        space = left - byte_length(name) - 2
        if space < MIN_VALUE_BYTES:
            parts.append(f"{_MARK}:{len(items) - index}")
            break
        json = (
            _write_field(value, space, ancestors)
            if type(value) is _Field
            else _write(value, space, ancestors)
        )
        left = space - byte_length(json)
        parts.append(f"{name}:{json}")
    return f"{{{','.join(parts)}}}"


def _write_field(field: _Field, room: int, ancestors: tuple[Any, ...]) -> str:
    try:
        return _write(getattr(field.owner, field.name), room, ancestors)
    except Exception:
        return _UNREADABLE


def _key_text(key: Any) -> str:
    try:
        return str(key)
    except Exception:
        return "…unreadable"
