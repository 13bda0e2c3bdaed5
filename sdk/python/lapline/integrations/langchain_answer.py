"""What LangChain tells of a model's answer, in OpenTelemetry's words.

Providers differ in where they put it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

_INPUT_KEYS = ("input_tokens", "prompt_tokens", "prompt_token_count")
_OUTPUT_KEYS = ("output_tokens", "completion_tokens", "generated_token_count")
_REASON_KEYS = ("finish_reason", "stop_reason", "done_reason")


def model_name(serialized: Any, more: Mapping[str, Any]) -> str:
    """From the run's metadata, the parameters of the call, or what is serialised of the model."""
    metadata = _mapping(more.get("metadata"))
    parameters = _mapping(more.get("invocation_params"))
    settings = _mapping(_mapping(serialized).get("kwargs"))
    told = (
        metadata.get("ls_model_name")
        or parameters.get("model")
        or parameters.get("model_name")
        or settings.get("model")
        or settings.get("model_name")
        or more.get("name")
        or _mapping(serialized).get("name")
    )
    return str(told or "model")


def answer_attributes(response: Any, generation_nanos: int) -> dict[str, object]:
    """Token counts, finish reasons, tokens per second and the answer; what is not told is left out."""
    generations = [
        generation for batch in getattr(response, "generations", None) or [] for generation in batch
    ]
    messages = [getattr(generation, "message", None) for generation in generations]
    usages = [_mapping(getattr(message, "usage_metadata", None)) for message in messages]
    total = _mapping(getattr(response, "llm_output", None))
    usages.append(_mapping(total.get("token_usage") or total.get("usage")))
    output = _count(usages, _OUTPUT_KEYS)
    reasons = [reason for reason in map(_reason, generations) if reason is not None]
    attributes: dict[str, object] = {
        "gen_ai.usage.input_tokens": _count(usages, _INPUT_KEYS),
        "gen_ai.usage.output_tokens": output,
        "gen_ai.response.finish_reasons": reasons or None,
        "gen_ai.output.messages": [_text(generation) for generation in generations] or None,
    }
    if output is not None and generation_nanos > 0:
        attributes["lapline.tokens_per_second"] = round(output * 1e9 / generation_nanos, 3)
    return {key: value for key, value in attributes.items() if value is not None}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(usages: list[Mapping[str, Any]], keys: tuple[str, ...]) -> Optional[int]:
    """Of the messages where they count their own, else of the whole answer."""
    *messages, total = usages
    counts: list[int] = [usage[keys[0]] for usage in messages if _is_count(usage.get(keys[0]))]
    if not counts:
        counts = [total[key] for key in keys if _is_count(total.get(key))][:1]
    return sum(counts) if counts else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _reason(generation: Any) -> Optional[str]:
    told = (
        getattr(generation, "generation_info", None),
        getattr(getattr(generation, "message", None), "response_metadata", None),
    )
    for place in map(_mapping, told):
        for key in _REASON_KEYS:
            if place.get(key):
                return str(place[key])
    return None


def _text(generation: Any) -> object:
    message = getattr(generation, "message", None)
    return getattr(generation, "text", "") if message is None else getattr(message, "content", "")
