"""A small return agent: rules for a model, SQLite for a database, three tools with steps of their own.

Run it from any folder: `python return_agent.py`, then `npx lapline report`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Callable, Optional

import lapline
from lapline import timed

TODAY = date(2025, 12, 14)
MAX_ITERATIONS = 15
DAMAGE = re.compile(r"\b(damaged|defective|broken|shattered|torn)\b", re.IGNORECASE)


@lapline.startup("database")
def open_database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.executescript(
        """CREATE TABLE orders (number TEXT PRIMARY KEY, ordered TEXT, item TEXT, category TEXT, cents INTEGER, status
        TEXT); CREATE TABLE policies (category TEXT PRIMARY KEY, days INTEGER, fee_percent INTEGER); CREATE TABLE rmas
        (number TEXT PRIMARY KEY, order_number TEXT, cents INTEGER);
        """
    )
    return database


@lapline.startup("seed")
def seed(database: sqlite3.Connection) -> None:
    orders = [
        ("77893", 15, "Hiking Boots", "Footwear", 12_999),
        ("45110", 185, "Black Jacket", "Clothing", 8_999),
        ("10552", 10, "Tablet", "Electronics", 49_999),
    ]
    rows = [
        (n, (TODAY - timedelta(days=age)).isoformat(), item, kind, cents)
        for n, age, item, kind, cents in orders
    ]
    database.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, 'Delivered')", rows)
    database.executemany(
        "INSERT INTO policies VALUES (?, ?, ?)", [("General", 30, 0), ("Electronics", 90, 15)]
    )
    database.commit()


@lapline.query("SELECT orders")
def find_order(database: sqlite3.Connection, number: str) -> Optional[sqlite3.Row]:
    row: Optional[sqlite3.Row] = database.execute(
        "SELECT * FROM orders WHERE number = ?", (number,)
    ).fetchone()
    lapline.annotate(
        {"db.system.name": "sqlite", "db.response.returned_rows": 0 if row is None else 1}
    )
    return row


@lapline.tool("GetOrderDetails")
def get_order_details(database: sqlite3.Connection, number: str, _: str) -> dict[str, Any]:
    row = find_order(database, number)
    if row is None:
        lapline.mark_error("DATA_ERR", "no such order")
        return {"success": False, "code": "DATA_ERR"}
    with lapline.step("schema_transformation"):
        return {"success": True, "code": "FOUND", **json.loads(json.dumps(dict(row)))}


@lapline.tool("CheckEligibility")
def check_eligibility(database: sqlite3.Connection, number: str, reason: str) -> dict[str, Any]:
    order = find_order(database, number)
    assert order is not None
    with lapline.step("days_since_order"):
        days = (TODAY - date.fromisoformat(order["ordered"])).days
    with lapline.step("damage_keyword_check"):
        if DAMAGE.search(reason):
            return {"success": True, "code": "DAMAGED_MANUAL"}
    with lapline.step("policy_lookup"):
        policy = find_policy(database, order["category"])
    with lapline.step("window_validation"):
        return {
            "success": True,
            "code": "TIME_EXP" if days > policy["days"] else "APPROVED",
            "days": days,
        }


@lapline.query("SELECT policies")
def find_policy(database: sqlite3.Connection, category: str) -> sqlite3.Row:
    row: sqlite3.Row = database.execute(
        "SELECT * FROM policies WHERE category IN (?, 'General') ORDER BY days DESC", (category,)
    ).fetchone()
    return row


@lapline.tool("CreateRMA")
def create_rma(database: sqlite3.Connection, number: str, _: str) -> dict[str, Any]:
    with lapline.step("verify_order"):
        order = find_order(database, number)
        assert order is not None
    with lapline.step("compute_refund"):
        cents = (
            order["cents"] * (100 - find_policy(database, order["category"])["fee_percent"]) // 100
        )
    with lapline.transaction("create the RMA"):
        database.execute(
            "INSERT OR REPLACE INTO rmas VALUES (?, ?, ?)", (f"RMA-{number}", number, cents)
        )
        database.execute(
            "UPDATE orders SET status = 'Return_Initiated' WHERE number = ?", (number,)
        )
        with lapline.commit("create the RMA"):
            database.commit()
    return {"success": True, "code": "CREATED", "refund": f"{cents / 100:.2f}"}


Tool = Callable[[sqlite3.Connection, str, str], dict[str, Any]]
TOOLS: dict[str, Tool] = {
    "GetOrderDetails": get_order_details,
    "CheckEligibility": check_eligibility,
    "CreateRMA": create_rma,
}


@dataclass
class Turn:
    """What the model sees: the message, the order named in it, and what the tools answered so far."""

    message: str
    order: Optional[str]
    results: dict[str, dict[str, Any]] = field(default_factory=dict)


@lapline.model_call("rules-1", attributes={"gen_ai.request.model": "rules-1"})
def decide(turn: Turn) -> tuple[str, str]:
    """The next tool, or the answer."""
    with lapline.step("context"):
        codes = {tool: result["code"] for tool, result in turn.results.items()}
        lapline.annotate({"gen_ai.usage.input_tokens": len(turn.message.split()) + 4 * len(codes)})
    if turn.order is None:
        return "answer", "Which order is it? I need its number or your e-mail address."
    if "GetOrderDetails" not in codes:
        return "tool", "GetOrderDetails"
    if codes["GetOrderDetails"] == "DATA_ERR":
        return "answer", "I cannot find that order. Could you check the number?"
    if "CheckEligibility" not in codes:
        return "tool", "CheckEligibility"
    if codes["CheckEligibility"] == "APPROVED" and "CreateRMA" not in codes:
        return "tool", "CreateRMA"
    return "answer", ANSWERS[codes["CheckEligibility"]]


ANSWERS = {
    "APPROVED": "Your return is on its way; the refund is {refund}.",
    "TIME_EXP": "The order is {days} days old, so its return window is over.",
    "DAMAGED_MANUAL": "I am sorry it arrived damaged. A colleague takes it from here.",
}


@timed(metric="response_formatting", name="answer")
def format_answer(text: str, turn: Turn) -> str:
    facts = {key: value for result in turn.results.values() for key, value in result.items()}
    return text.format(**facts).strip()


@lapline.turn("ReturnAgent")
def answer(database: sqlite3.Connection, session: str, message: str) -> str:
    number = re.search(r"#?(\d{5})\b", message)
    turn = Turn(message, number.group(1) if number else None)
    lapline.correlate(session_id=session, order_id=turn.order)
    for _ in range(MAX_ITERATIONS):
        with lapline.iteration():
            kind, choice = decide(turn)
            if kind == "answer":
                break
            turn.results[choice] = TOOLS[choice](database, turn.order or "", message)
    else:
        choice = "I could not settle this. A colleague takes it from here."
    lapline.annotate({"lapline.outcome": "answered"})
    return format_answer(choice, turn)


CONVERSATION = [
    "I need to return the hiking boots I bought, order #77893. They're just too small.",
    "I bought a jacket last summer and it's too big. The order number is #45110.",
    "The package arrived ripped open and the tablet inside is shattered. Order #10552.",
    "Return order #99999 please.",
    "I lost my receipt.",
]


def main() -> None:
    lapline.start("return-agent", version="1.0.0")
    with lapline.startup("total"):
        database = open_database()
        seed(database)
    for round_ in range(5):
        for message in CONVERSATION:
            said = answer(database, f"session-{round_}", message)
            if round_ == 0:
                print(f"> {message}\n  {said}")
    lapline.flush()
    print(f"\nThe lap times are in {lapline.log_path()}; `npx lapline report` shows them.")


if __name__ == "__main__":
    main()
