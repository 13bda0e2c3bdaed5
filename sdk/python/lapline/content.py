"""Which attributes are written: not what people and models said, nor the values a statement was run with."""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring as quote

from .redact import redact
from .state import state

#: Prompts, answers, tool arguments and results: written only when the user turned content capture
#: on.
CONTENT_KEYS = frozenset(
    {
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.prompt",
        "gen_ai.completion",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
        "gen_ai.tool.definitions",
        "gen_ai.retrieval.query.text",
    }
)

#: Values bound to a statement: never written.
_VALUE_PREFIX = "db.query.parameter"
_PRIVATE_PREFIXES = ("gen_ai.prompt.", "gen_ai.completion.", _VALUE_PREFIX)


#: `"key":` of the short names seen so far that may be written whatever the settings.
prefixes: dict[str, str] = {}

_MAX_PREFIXES = 4_096
_MAX_SHORT = 40


def prefix_of(key: object) -> str:
    """`"key":`, or nothing when the key needs a closer look. Found in `prefixes` the next time."""
    if type(key) is not str or len(key) > _MAX_SHORT or is_private(key) or redact(key) != key:
        return ""
    if len(prefixes) >= _MAX_PREFIXES:
        prefixes.clear()
    prefixes[key] = text = f"{quote(key)}:"
    return text


def kept(attributes: Mapping[str, object]) -> Mapping[str, object]:
    """The attributes that may be written."""
    return {key: value for key, value in list(attributes.items()) if is_kept(key)}


def is_private(key: str) -> bool:
    """Whether a name is one of content or of a statement's values."""
    return key in CONTENT_KEYS or key.startswith(_PRIVATE_PREFIXES)


def is_kept(key: object) -> bool:
    """Whether an attribute of this name may be written."""
    if type(key) is not str or not is_private(key):
        return True
    return state.capture_content and not key.startswith(_VALUE_PREFIX)
