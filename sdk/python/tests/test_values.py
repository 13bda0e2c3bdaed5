"""W10: whatever an attribute holds, its line is valid JSON of at most 64 KiB and the host never notices."""

from __future__ import annotations

import dataclasses
import decimal
import enum
import fractions
import json
import math
import pathlib
import random
import unittest
import uuid
from collections import OrderedDict, deque, namedtuple
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import lapline
from lapline.plain import MIN_VALUE_BYTES, TRUNCATED, string_within, value_within

from .support import TracedCase


class Loud:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    __str__ = __repr__


class LoudMapping(OrderedDict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise RuntimeError("no items")


@dataclasses.dataclass
class Order:
    number: str
    items: list[int]


class Secretive:
    """Its class has no repr of its own: only its name is told."""


class Color(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    HIGH = 3


def cycle() -> list[Any]:
    loop: list[Any] = [1]
    loop.append(loop)
    return loop


def nested(depth: int) -> Any:
    value: Any = "bottom"
    for _ in range(depth):
        value = [value]
    return value


Point = namedtuple("Point", "x y")

PLAIN: list[tuple[str, Any, Any]] = [
    ("none", None, None),
    ("bool", True, True),
    ("integer", 42, 42),
    ("safe integer", 2**53 - 1, 2**53 - 1),
    ("big integer", 2**70, str(2**70)),
    ("huge integer", 10**100_000, "integer over 256 bits"),
    ("float", 0.1, 0.1),
    ("NaN", math.nan, None),
    ("Infinity", math.inf, None),
    ("-Infinity", -math.inf, None),
    ("text", "Größe 靴 👢", "Größe 靴 👢"),
    ("lone surrogate", "a\ud800b", "a\ud800b"),
    ("NUL and controls", '\x00\x1f\n"\\\x7f', '\x00\x1f\n"\\\x7f'),
    ("bytes", b"\xff\x00", "2 bytes"),
    ("bytearray", bytearray(5), "5 bytes"),
    ("memoryview", memoryview(b"abc"), "3 bytes"),
    ("Decimal", decimal.Decimal("129.99"), "129.99"),
    ("signalling Decimal", decimal.Decimal("sNaN"), "sNaN"),
    ("Fraction", fractions.Fraction(1, 3), "1/3"),
    ("UUID", uuid.UUID(int=5), str(uuid.UUID(int=5))),
    ("path", pathlib.PurePosixPath("/tmp/x"), "/tmp/x"),
    ("date", date(2025, 12, 14), "2025-12-14"),
    ("time", time(12, 30), "12:30:00"),
    ("naive datetime", datetime(2025, 12, 14, 12), "2025-12-14T12:00:00"),
    (
        "aware datetime",
        datetime(2025, 12, 14, 12, tzinfo=timezone(timedelta(hours=2))),
        "2025-12-14T10:00:00Z",
    ),
    (
        "datetime out of range",
        datetime.min.replace(tzinfo=timezone(timedelta(hours=2))),
        "…unreadable",
    ),
    ("list", [1, [2, "x"]], [1, [2, "x"]]),
    ("tuple", (1, 2), [1, 2]),
    ("namedtuple", Point(1, 2), [1, 2]),
    ("set", {7}, [7]),
    ("frozenset", frozenset("a"), ["a"]),
    ("deque", deque([1]), [1]),
    ("dict", {"a": {"b": 1}, 5: None}, {"a": {"b": 1}, "5": None}),
    ("dataclass", Order("77893", [1]), {"number": "77893", "items": [1]}),
    ("exception", ValueError("bad"), "ValueError: bad"),
    ("exception that cannot be told", RuntimeError(Loud()), "…unreadable"),
    ("function", nested, "function nested"),
    ("class", Order, "function Order"),
    ("enum", Color.RED, "<Color.RED: 1>"),
    ("integer enum", Level.HIGH, 3),
    ("object without a repr", Secretive(), f"<{__name__}.Secretive>"),
    ("repr that raises", Loud(), "…unreadable"),
    ("mapping that raises", LoudMapping(a=1), "…unreadable"),
    ("key that raises", {Loud(): 1}, {"…unreadable": 1}),
    ("cycle", cycle(), [1, "…circular"]),
    ("generator is not consumed", iter([1, 2]), None),
]


class ValuesTest(TracedCase):
    def test_tells_what_json_has_no_word_for_as_text(self) -> None:
        for what, value, _ in PLAIN:
            with self.subTest(what), lapline.TimingContext(what) as span:
                span.annotate({"value": value})
        told = {record["name"]: record["attributes"]["value"] for record in self.records()}
        for what, value, expected in PLAIN:
            if what == "generator is not consumed":
                self.assertEqual(list(value), [1, 2])
                continue
            with self.subTest(what):
                self.assertEqual(told[what], expected)
        self.assertEqual(lapline.stats().problems, 0)

    def test_cuts_an_attribute_of_100_mb(self) -> None:
        with lapline.TimingContext("big") as span:
            span.annotate({"text": "x" * 100_000_000, "after": 1})
        attributes = self.only()["attributes"]
        self.assertTrue(attributes["text"].endswith("x…truncated"))
        self.assertEqual(len(attributes["text"].encode()), 16_384 - 2)
        self.assertEqual(attributes["after"], 1)

    def test_counts_the_attributes_that_find_no_room_of_10_000(self) -> None:
        with lapline.TimingContext("many") as span:
            span.annotate({f"key {n}": "v" * 20 for n in range(10_000)})
        attributes = self.only()["attributes"]
        self.assertEqual(attributes[TRUNCATED] + len(attributes) - 1, 10_000)
        self.assertGreater(len(attributes), 1_000)

    def test_marks_what_is_nested_deeper_than_readers_go(self) -> None:
        with lapline.TimingContext("deep") as span:
            span.annotate({"deep": nested(1_000), "wide": 1})
        value = self.only()["attributes"]["deep"]
        depth = 2
        while isinstance(value, list):
            depth, (value,) = depth + 1, value
        self.assertEqual(value, TRUNCATED)
        self.assertLess(depth, 64)

    def test_keeps_within_the_line_when_everything_is_too_long(self) -> None:
        text = '靴👢\x00\ud800"' * 30_000
        with (
            self.assertRaises(ValueError),
            lapline.TimingContext(text, tool_name=text, step=text) as span,
        ):
            span.correlate(text, text)
            span.annotate({text: text, **{f"{n}{text}": text for n in range(100)}})
            raise ValueError(text)
        record = self.only()
        self.assertTrue(
            all(
                record[key].endswith(TRUNCATED)
                for key in ("name", "step", "error.message", "session_id")
            )
        )

    def test_lets_a_later_value_replace_a_fixed_one(self) -> None:
        with lapline.TimingContext("x", attributes={"a": 1, "b": 2}) as span:
            span.annotate({"a": 3})
        self.assertEqual(self.only()["attributes"], {"a": 3, "b": 2})

    def test_keeps_a_line_whose_attributes_change_while_it_is_written(self) -> None:
        class Growing:
            def __repr__(self) -> str:
                span.annotate({f"more {len(span.attributes)}": 1})
                return "growing"

        with lapline.TimingContext("x") as span:
            span.annotate({"a": Growing(), "b": Growing()})
        self.assertEqual(self.only()["attributes"], {"a": "growing", "b": "growing"})


class BoundsTest(unittest.TestCase):
    def test_never_passes_the_bound_and_always_is_json(self) -> None:
        random_ = random.Random(7)
        for _ in range(3_000):
            value = make(random_, 0)
            bound = random_.randint(MIN_VALUE_BYTES, 400)
            text = value_within(value, bound)
            self.assertLessEqual(
                len(text.encode("utf-8", "backslashreplace")), bound, (value, text)
            )
            json.loads(text)

    def test_cuts_a_string_only_when_it_must(self) -> None:
        random_ = random.Random(11)
        for _ in range(3_000):
            text = "".join(
                random_.choice('ab"\\\n\x00é靴👢\ud800') for _ in range(random_.randint(0, 40))
            )
            bound = random_.randint(14, 120)
            whole = json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace")
            written = string_within(text, bound)
            self.assertLessEqual(len(written.encode("utf-8", "backslashreplace")), bound)
            self.assertEqual(
                json.loads(written) == text, len(whole) <= bound, (text, bound, written)
            )


def make(random_: random.Random, depth: int) -> Any:
    """A value of any kind, lists and dicts among them."""
    kinds: list[Any] = [
        lambda: random_.randint(-(2**80), 2**80),
        lambda: random_.random() * 10 ** random_.randint(-300, 300),
        lambda: "".join(
            random_.choice('ab"\\\x00é👢\ud800') for _ in range(random_.randint(0, 200))
        ),
        lambda: None,
        lambda: Loud(),
        lambda: bytes(5),
    ]
    if depth < 5:
        kinds.append(lambda: [make(random_, depth + 1) for _ in range(random_.randint(0, 6))])
        kinds.append(
            lambda: {
                random_.choice(["a", "é" * 200, 5]): make(random_, depth + 1) for _ in range(3)
            }
        )
    return random_.choice(kinds)()
