"""PerformanceLogger: records of operations that were measured elsewhere."""

from __future__ import annotations

import math
from typing import Any

import lapline
from lapline import PerformanceLogger

from .support import TracedCase, line_of


class LoggerTest(TracedCase):
    def test_writes_a_finished_operation_with_the_line_that_logs_it(self) -> None:
        told = {"gen_ai.usage.output_tokens": 9}
        PerformanceLogger().log("llm_call", 812.4, name="chat gpt-4o", attributes=told)  # log
        record = self.only()
        self.assertEqual(
            (record["metric"], record["duration_ms"], record["name"]),
            ("llm_call", 812.4, "chat gpt-4o"),
        )
        self.assertEqual(record["code.line.number"], line_of("attributes=told)  # log", __file__))
        self.assertEqual(record["attributes"], {"gen_ai.usage.output_tokens": 9})

    def test_lies_under_the_current_span_and_takes_its_correlation(self) -> None:
        with lapline.turn("Agent") as turn:
            turn.correlate(session_id="s1")
            PerformanceLogger().log("tool_execution", 1, tool_name="SendEmail")
        first, second = self.records()
        self.assertEqual(
            (first["parent_span_id"], first["trace_id"]), (second["span_id"], second["trace_id"])
        )
        self.assertEqual((first["session_id"], first["name"]), ("s1", "execute_tool SendEmail"))

    def test_binds_session_order_component_and_attributes(self) -> None:
        log = PerformanceLogger("billing", session_id="s").bind(order_id=5, attributes={"a": 1})
        log.log("span", 1, attributes={"b": 2})
        log.log("span", 1, session_id="t")
        first, second = self.records()
        self.assertEqual(
            (first["component"], first["session_id"], first["order_id"]), ("billing", "s", "5")
        )
        self.assertEqual((first["attributes"], second["session_id"]), ({"a": 1, "b": 2}, "t"))

    def test_records_a_status_or_an_exception(self) -> None:
        log = PerformanceLogger()
        log.log("db_query", 3, status="timeout")
        log.log("db_query", 3, error=ValueError("bad"))
        first, second = self.records()
        self.assertEqual(
            (first["status"], second["status"], second["error.type"]),
            ("timeout", "error", "ValueError"),
        )

    def test_leaves_out_a_duration_that_is_none(self) -> None:
        strange: list[Any] = [math.nan, math.inf, -1, "12", None, 1e308]
        for duration in strange:
            PerformanceLogger().log("span", duration)
        records = self.records()
        self.assertEqual(len(records), len(strange))
        self.assertFalse(any("duration_ms" in record for record in records))

    def test_never_raises(self) -> None:
        hostile: Any = object()
        PerformanceLogger().log(hostile, 1, name=hostile, attributes=hostile)
        PerformanceLogger().log("span", 1)
        self.assertEqual(len(self.records()), 1)
        self.assertEqual(lapline.stats().problems > 0, True)
