"""The records of test/contract/operations.json, which every language's SDK must write alike."""

from __future__ import annotations

import asyncio
import json
import math
import re
import unittest
from typing import Any

import lapline

from .support import REPOSITORY, Record, TracedCase

FIXTURE = REPOSITORY / "test" / "contract" / "operations.json"
LEFT_OUT = (
    "timestamp",
    "duration_ms",
    "run_id",
    "code.file.path",
    "code.line.number",
    "code.function.name",
)


@unittest.skipUnless(FIXTURE.exists(), "this is not the repository, the fixture is not here")
class ContractTest(TracedCase):
    maxDiff = None

    def test_writes_the_records_of_the_fixture(self) -> None:
        fixture = json.loads(FIXTURE.read_text(encoding="utf-8"))
        for operation in fixture["operations"]:
            run(operation)
        self.assertEqual(lapline.stats().problems, 0)
        self.assertEqual(
            self.normalised(self.records()), [expanded(record) for record in fixture["records"]]
        )

    def test_writes_the_keys_in_the_order_of_the_format(self) -> None:
        table = (
            (REPOSITORY / "docs" / "log-format.md")
            .read_text(encoding="utf-8")
            .partition("### What readers")[0]
        )
        order = re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE)
        with lapline.turn("A") as span:
            span.correlate("s", "o")
            with lapline.tool("T", attributes={"a": 1}):
                lapline.mark_error("X", "y")
            try:
                with lapline.tool("U") as other:
                    other.annotate({"a": 1})
                    raise ValueError("x")
            except ValueError:
                pass
        for record in self.records():
            self.assertEqual(list(record), [key for key in order if key in record])

    def normalised(self, records: list[Record]) -> list[Record]:
        names: dict[str, str] = {}
        told = []
        for record in records:
            self.assertRegex(record["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
            self.assertGreaterEqual(record["duration_ms"], 0)
            self.assertTrue(record["run_id"])
            self.assertTrue(record["code.file.path"].endswith("test_contract.py"))
            self.assertGreater(record["code.line.number"], 1)
            kept = {key: value for key, value in record.items() if key not in LEFT_OUT}
            for key, letter, width in (
                ("trace_id", "t", 32),
                ("span_id", "s", 16),
                ("parent_span_id", "s", 16),
            ):
                if key in kept:
                    self.assertRegex(kept[key], rf"^[0-9a-f]{{{width}}}$")
                    kept[key] = names.setdefault(kept[key], f"{letter}{count(names, letter) + 1}")
            if "exception.stacktrace" in kept:
                kept["has_stack"] = bool(kept.pop("exception.stacktrace"))
            if "error.type" in kept:
                kept["error.type"] = kept["error.type"].rpartition(".")[2]
            told.append(kept)
        return told


def count(names: dict[str, str], letter: str) -> int:
    return sum(name.startswith(letter) for name in names.values())


def run(operation: Any) -> None:
    """One operation of the fixture."""
    make = getattr(lapline, operation["lap"])
    arguments = [operation["name"]] if "name" in operation else []
    with make(*arguments, attributes=operation.get("fixed")):
        if "correlate" in operation:
            lapline.correlate(**operation["correlate"])
        if "annotate" in operation:
            lapline.annotate({key: value_of(told) for key, told in operation["annotate"].items()})
        try:
            for below in operation.get("below", []):
                run(below)
        except (FixtureError, asyncio.CancelledError):
            if not operation.get("catches"):
                raise
        if "mark_error" in operation:
            lapline.mark_error(**operation["mark_error"])
        if "raise" in operation:
            raise type(operation["raise"]["type"], (FixtureError,), {})(
                operation["raise"]["message"]
            )
        if operation.get("interrupt"):
            raise asyncio.CancelledError


def expanded(record: Record) -> Record:
    """A record of the fixture with the values that its attributes stand for."""
    if "attributes" not in record:
        return record
    return {
        **record,
        "attributes": {key: value_of(told) for key, told in record["attributes"].items()},
    }


class FixtureError(Exception):
    """What the fixture's operations raise."""


def value_of(told: Any) -> Any:
    """The value that the fixture means."""
    if not isinstance(told, dict) or "$" not in told:
        return told
    loop: list[Any] = [1]
    loop.append(loop)
    kinds: dict[str, Any] = {
        "repeat": lambda: told["text"] * told["count"] + told.get("end", ""),
        "nan": lambda: math.nan,
        "infinity": lambda: math.inf,
        "bytes": lambda: bytes(told["count"]),
        "big_integer": lambda: int(told["digits"]),
        "repeat_digits": lambda: int("9" * told["count"]),
        "cycle": lambda: loop,
        "set": lambda: set(told["items"]),
    }
    return kinds[told["$"]]()
