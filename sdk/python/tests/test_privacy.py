"""Content stays out unless it is asked for; secrets stay out unless redaction is turned off."""

from __future__ import annotations

import os
from unittest import mock

import lapline
from lapline.redact import REDACTED, redact

from .support import TracedCase

#: What must never be on disk, in the words it might come in, with the part that gives it away.
CANARIES = {
    "OpenAI key": ("key sk-canary1234567890abcdef used", "canary1234567890abcdef"),
    "project key": ("sk-proj-Canary_12-34567890", "Canary_12"),
    "GitHub token": ("ghp_Canary1234567890abcdefghij1234567890", "Canary1234567890"),
    "fine-grained token": ("github_pat_Canary11ABCDEFG_abcdefgh", "Canary11"),
    "AWS key": ("id AKIACANARY1234567890.", "CANARY1234567890"),
    "JWT": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl", "eyJzdWIiOiJjYW5hcnkifQ"),
    "PEM": (
        "-----BEGIN RSA PRIVATE KEY-----\nCanary\nMIIE\n-----END RSA PRIVATE KEY-----\n",
        "Canary",
    ),
    "PEM without end": ("-----BEGIN PRIVATE KEY-----\nCanaryMIIE", "CanaryMIIE"),
    "header": ("Authorization: Basic Y2FuYXJ5OnBhc3M=", "Y2FuYXJ5"),
    "JSON header": ('{"authorization": "Token canary-42"}', "canary-42"),
    "bearer": ("curl -H 'x: Bearer canary.token-123456'", "canary.token"),
    "userinfo": ("postgresql://canary:p%40ss@db.internal:5432/returns", "canary:p"),
    "userinfo with @": ("redis://:can@ry@cache/0", "can@ry"),
    "e-mail": ("mail to john.canary+tag@example.co.uk now", "john.canary"),
}


class RedactionTest(TracedCase):
    def test_takes_every_canary_out_of_a_text(self) -> None:
        for what, (text, secret) in CANARIES.items():
            with self.subTest(what):
                self.assertNotIn(secret, redact(text))
                self.assertIn(REDACTED, redact(text))

    def test_leaves_plain_words_alone(self) -> None:
        for text in (
            "gpt-4o-mini",
            "task-force",
            "through",
            "SELECT 1 WHERE a = ?",
            "eye",
            "https://example.com/a?b=c",
        ):
            self.assertEqual(redact(text), text)

    def test_writes_no_canary_whatever_field_it_comes_in(self) -> None:
        for text, _ in CANARIES.values():
            with (
                self.assertRaises(ValueError),
                lapline.TimingContext(text, attributes={"fixed": text}) as span,
            ):
                span.annotate(
                    {"flat": text, "deep": [{"a": {text: text}}], "long": "x" * 3_000 + " " + text}
                )
                span.correlate(session_id=text)
                raise ValueError(text)
        self.records()
        log = self.logs()[0].read_text(encoding="utf-8")
        for what, (_, secret) in CANARIES.items():
            with self.subTest(what):
                self.assertNotIn(secret, log)

    def test_writes_no_canary_among_short_plain_attributes(self) -> None:
        for text, _ in CANARIES.values():
            with lapline.TimingContext("x") as span:
                span.annotate({"flat": text})
        self.records()
        log = self.logs()[0].read_text(encoding="utf-8")
        self.assertFalse([secret for _, secret in CANARIES.values() if secret in log])

    def test_writes_them_when_redaction_is_turned_off(self) -> None:
        with mock.patch.dict(os.environ, {"LAPLINE_REDACT": "0"}):
            self.begin()
        with lapline.TimingContext("x") as span:
            span.annotate({"key": "sk-canary1234567890"})
        self.assertEqual(self.only()["attributes"]["key"], "sk-canary1234567890")

    def test_takes_linear_time_on_hostile_text(self) -> None:
        # A quadratic pattern would need hours for these; the script is given a minute.
        done = self.run_script(
            """
            from lapline.redact import redact
            signs = "@ sk- -----BEGIN eyJ AKIA earer uthorization ghp_"
            pieces = ["eyJ", "eyJ-", "eyJaaaaa.", "a@", "a@b.", "://", "://a", "sk-", "x-sk-", " "]
            pieces += ["a.", "@", "ghp_", "AKIA", "-----BEGIN A", "-----BEGIN A-----", "bearer "]
            for piece in [*pieces, "Authorization:", "authorization"]:
                redact(piece * (500_000 // len(piece)))
                redact(piece * (500_000 // len(piece)) + signs)
            print("done")
            """,
            timeout=60,
        )
        self.assertEqual(done.stdout, "done\n", done.stderr)


CONTENT = {
    "gen_ai.input.messages": "I want to return my boots",
    "gen_ai.output.messages": "Of course",
    "gen_ai.prompt.0.content": "boots",
    "gen_ai.tool.call.arguments": '{"order_id": "77893"}',
}


class ContentTest(TracedCase):
    def annotated(self) -> None:
        with lapline.TimingContext(
            "chat", attributes={"gen_ai.system_instructions": "You are kind"}
        ) as span:
            span.annotate(
                {**CONTENT, "gen_ai.request.model": "m", "db.query.parameter.0": "secret"}
            )

    def test_is_not_written_by_default(self) -> None:
        self.annotated()
        self.assertEqual(self.only()["attributes"], {"gen_ai.request.model": "m"})

    def test_is_left_out_of_fixed_attributes_too(self) -> None:
        with lapline.TimingContext("chat", attributes={"gen_ai.prompt": "boots", "fixed": 1}):
            pass
        self.assertEqual(self.only()["attributes"], {"fixed": 1})

    def test_is_written_redacted_when_capture_is_on(self) -> None:
        with mock.patch.dict(
            os.environ, {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}
        ):
            self.begin()
        self.annotated()
        with lapline.TimingContext("secret") as span:
            span.annotate({"gen_ai.prompt": "my key is sk-canary1234567890"})
        first, second = self.records()
        self.assertEqual(
            first["attributes"],
            {"gen_ai.system_instructions": "You are kind", **CONTENT, "gen_ai.request.model": "m"},
        )
        self.assertEqual(second["attributes"], {"gen_ai.prompt": f"my key is {REDACTED}"})

    def header_content(self, **environment: str) -> object:
        with mock.patch.dict(os.environ, environment):
            self.begin()
        self.annotated()
        self.records()
        header = next(line for line in self.lines() if line["metric"] == "run")
        return header["attributes"].get("lapline.content")

    def test_is_named_in_the_header_when_it_is_written(self) -> None:
        capture = {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}
        self.assertEqual(self.header_content(**capture), "redacted")

    def test_is_named_raw_in_the_header_without_redaction(self) -> None:
        capture = {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}
        self.assertEqual(self.header_content(**capture, LAPLINE_REDACT="0"), "raw")

    def test_is_not_named_in_the_header_when_it_is_not_written(self) -> None:
        self.assertIsNone(self.header_content(LAPLINE_REDACT="0"))
