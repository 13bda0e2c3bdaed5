"""SQL without values: what may be told of a statement."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

_MAX_TEXT = 4_096

_VALUES = re.compile(
    r"""
      '(?:[^']|'')*(?:'|\Z)                       # strings, also one that does not end
    | \$(\w*)\$.*?(?:\$\1\$|\Z)                   # PostgreSQL's dollar quotes
    | /\*.*?(?:\*/|\Z) | --[^\n]*                 # comments may hold anything
    | (?<![\w$:@?"`.])(?:0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\b
    """,
    re.VERBOSE | re.DOTALL,
)
#: MySQL and SQLite read these as strings where there is no such column.
_DOUBLE_QUOTED = re.compile(r'"(?:[^"]|"")*(?:"|\Z)')
_LISTS = re.compile(
    r"\(\s*(?:\?|%s|:\w+|\$\d+|%\(\w+\)s)(?:\s*,\s*(?:\?|%s|:\w+|\$\d+|%\(\w+\)s))+\s*\)"
)
_TARGET = re.compile(
    r"""\b(?:from|into|update|table|join)\s+(?:if\s+(?:not\s+)?exists\s+)?([\w."`\[\]]{1,128})""",
    re.I,
)
_WORD = re.compile(r"[A-Za-z]{1,24}")

_SYSTEMS = {"mssql": "microsoft.sql_server", "oracle": "oracle.db"}
_QUOTED_STRINGS = ("mysql", "mariadb")


class Statement(NamedTuple):
    """`operation` is the first word in capitals; `collection` the first table named."""

    text: str
    operation: str
    collection: Optional[str]

    @property
    def name(self) -> str:
        """`SELECT orders`, as OpenTelemetry names the span of a statement."""
        return self.operation if self.collection is None else f"{self.operation} {self.collection}"


def statement_of(sql: str, dialect: str) -> Statement:
    """The statement with `?` for every literal, lists of placeholders shortened, white space folded."""
    text = _VALUES.sub(_replacement, sql[: 4 * _MAX_TEXT])
    if dialect in _QUOTED_STRINGS:
        text = _DOUBLE_QUOTED.sub("?", text)
    text = _LISTS.sub("(?)", " ".join(text.split()))
    word = _WORD.search(text)
    target = _TARGET.search(text)
    return Statement(
        text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…truncated",
        word.group().upper() if word else "SQL",
        target.group(1).strip('"`[]') if target else None,
    )


def system_name(dialect: str) -> str:
    """OpenTelemetry's name of a database, from SQLAlchemy's."""
    return _SYSTEMS.get(dialect, dialect)


def _replacement(match: re.Match[str]) -> str:
    return " " if match.group().startswith(("/*", "--")) else "?"
