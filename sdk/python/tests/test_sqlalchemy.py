"""The SQLAlchemy integration, against the real SQLAlchemy where the interpreter has one."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import sqlite3
import subprocess
import unittest
from typing import Any

import lapline
from lapline.integrations.sql_text import statement_of

from .support import PACKAGE_ROOT, Record, TracedCase, interpreter_with, line_of, script_env

HERE = importlib.util.find_spec("sqlalchemy") is not None
HAS_ASYNC = all(importlib.util.find_spec(name) is not None for name in ("aiosqlite", "greenlet"))
WHY = "no Python here has SQLAlchemy (Debian: apt-get install python3-sqlalchemy)"


def load_tests(loader: unittest.TestLoader, *_: object) -> unittest.TestSuite:
    """The tests of the integration run in this interpreter, or in another one that has SQLAlchemy."""
    cases = [StatementTest, SqlAlchemyTest if HERE else ElsewhereTest]
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)


class StatementTest(unittest.TestCase):
    def test_leaves_no_value_in_a_statement(self) -> None:
        cases = [
            (
                "SELECT * FROM orders WHERE id = 77893",
                "SELECT * FROM orders WHERE id = ?",
                "SELECT orders",
            ),
            (
                "select a from b where c = 'it''s -- mine' and d=1.5e3",
                "select a from b where c = ? and d=?",
                "SELECT b",
            ),
            ("INSERT INTO t2 (a) VALUES (?, ?, ?)", "INSERT INTO t2 (a) VALUES (?)", "INSERT t2"),
            (
                "UPDATE x SET y = %(y)s, z = $1 WHERE q = :q_1",
                "UPDATE x SET y = %(y)s, z = $1 WHERE q = :q_1",
                "UPDATE x",
            ),
            (
                'DELETE FROM "my"."T" WHERE a IN (1, 2)',
                'DELETE FROM "my"."T" WHERE a IN (?)',
                'DELETE my"."T',
            ),
            ("SELECT $tag$secret$tag$ /* secret */ -- secret", "SELECT ?", "SELECT"),
            ("SELECT 'open", "SELECT ?", "SELECT"),
            ("  PRAGMA user_version  ", "PRAGMA user_version", "PRAGMA"),
            ("", "", "SQL"),
        ]
        for sql, text, name in cases:
            with self.subTest(sql):
                statement = statement_of(sql, "sqlite")
                self.assertEqual((statement.text, statement.name), (text, name))

    def test_takes_double_quotes_for_strings_where_the_database_does(self) -> None:
        self.assertEqual(statement_of('SELECT "secret"', "mysql").text, "SELECT ?")
        self.assertEqual(statement_of('SELECT "column"', "postgresql").text, 'SELECT "column"')


class SqlAlchemyTest(TracedCase):
    def setUp(self) -> None:
        super().setUp()
        import sqlalchemy
        from sqlalchemy import pool

        from lapline.integrations.sqlalchemy import instrument

        with contextlib.closing(sqlite3.connect(f"{self.folder}/returns.db")) as database:
            database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, email TEXT)")
        self.sa: Any = sqlalchemy
        self.engine: Any = instrument(
            sqlalchemy.create_engine(
                f"sqlite:///{self.folder}/returns.db", poolclass=pool.QueuePool, future=True
            )
        )
        self.addCleanup(self.engine.dispose)

    def of_metric(self, metric: str) -> list[Record]:
        return [record for record in self.records() if record["metric"] == metric]

    def test_tells_a_query_without_values_on_the_line_that_runs_it(self) -> None:
        with lapline.tool("GetOrderDetails"):
            with self.engine.connect() as connection:
                text = self.sa.text(
                    "SELECT * FROM orders WHERE email = 'ada@example.com' AND id = :id"
                )
                connection.execute(text, {"id": 77893})  # the query
        (query,) = self.of_metric("db_query")
        self.assertEqual(query["code.line.number"], line_of("# the query", __file__))
        self.assertEqual(query["code.file.path"], "tests/test_sqlalchemy.py")
        self.assertEqual(query["name"], "SELECT orders")
        self.assertEqual(
            query["attributes"]["db.query.text"], "SELECT * FROM orders WHERE email = ? AND id = ?"
        )
        self.assertEqual(query["attributes"]["db.system.name"], "sqlite")
        self.assertEqual(query["attributes"]["db.collection.name"], "orders")
        self.assertNotIn("77893", self.logs()[0].read_text(encoding="utf-8"))

    def test_puts_queries_and_the_commit_under_their_transaction(self) -> None:
        insert = self.sa.text("INSERT INTO orders (email) VALUES (:email)")
        with lapline.tool("CreateRMA") as tool:
            with self.engine.begin() as connection:
                connection.execute(insert, [{"email": "a"}, {"email": "b"}])
        by_metric = {record["metric"]: record for record in self.records()}
        transaction = by_metric["db_transaction"]
        self.assertEqual(transaction["parent_span_id"], tool.span_id)
        self.assertEqual(by_metric["db_query"]["parent_span_id"], transaction["span_id"])
        self.assertEqual(by_metric["db_commit"]["parent_span_id"], transaction["span_id"])
        self.assertEqual(by_metric["db_connection"]["parent_span_id"], tool.span_id)
        self.assertEqual(by_metric["db_query"]["attributes"]["db.response.returned_rows"], 2)
        self.assertEqual(by_metric["db_query"]["attributes"]["db.operation.batch.size"], 2)
        self.assertEqual(transaction["status"], "ok")

    def test_puts_a_query_under_the_operation_begun_within_the_transaction(self) -> None:
        with self.engine.begin() as connection:
            with lapline.step("window_check") as step:
                connection.execute(self.sa.text("SELECT 1"))
        (query,) = self.of_metric("db_query")
        self.assertEqual(query["parent_span_id"], step.span_id)

    def test_tells_a_rollback_and_the_error_that_caused_it(self) -> None:
        with self.assertRaises(self.sa.exc.OperationalError):
            with self.engine.begin() as connection:
                connection.execute(self.sa.text("SELECT * FROM nowhere"))
        (query,) = self.of_metric("db_query")
        self.assertEqual(
            (query["status"], query["error.type"]), ("error", "sqlite3.OperationalError")
        )
        self.assertEqual(query["error.message"], "no such table: nowhere")
        self.assertEqual(
            [len(self.of_metric(m)) for m in ("db_rollback", "db_commit", "db_transaction")],
            [1, 0, 1],
        )

    def test_works_under_the_orm_session(self) -> None:
        from sqlalchemy import orm

        base = orm.declarative_base()

        class Order(base):  # type: ignore[misc, valid-type]
            __tablename__ = "orders"
            id = self.sa.Column(self.sa.Integer, primary_key=True)
            email = self.sa.Column(self.sa.Text)

        with orm.Session(self.engine) as session:
            session.add(Order(email="ada@example.com"))
            session.commit()  # the flush
        (query,) = self.of_metric("db_query")
        self.assertEqual(
            (query["name"], query["code.line.number"]),
            ("INSERT orders", line_of("# the flush", __file__)),
        )
        self.assertEqual(len(self.of_metric("db_commit")), 1)

    def test_leaves_no_transaction_open_and_names_the_pool_in_resource_lines(self) -> None:
        connection = self.engine.connect()
        connection.execute(self.sa.text("SELECT 1"))
        from lapline.span import open_spans
        from lapline.usage import gauges

        self.assertEqual(gauges["process.db_pool.in_use"](), 1)
        connection.close()
        self.assertEqual((gauges["process.db_pool.in_use"](), len(open_spans)), (0, 0))

    @unittest.skipUnless(HAS_ASYNC, "this interpreter has no aiosqlite and greenlet")
    def test_finds_the_line_of_an_async_engine(self) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine

        from lapline.integrations.sqlalchemy import instrument

        async def main() -> None:
            engine = instrument(
                create_async_engine(f"sqlite+aiosqlite:///{self.folder}/returns.db")
            )
            async with engine.begin() as connection:
                await connection.execute(self.sa.text("SELECT 1"))  # the async query
            await engine.dispose()

        asyncio.run(main())
        (query,) = self.of_metric("db_query")
        self.assertEqual(query["code.line.number"], line_of("# the async query", __file__))

    def test_instruments_an_engine_once_and_changes_no_result(self) -> None:
        from lapline.integrations.sqlalchemy import instrument

        self.assertIs(instrument(self.engine), self.engine)
        with self.engine.connect() as connection:
            self.assertEqual(connection.execute(self.sa.text("SELECT 41 + 1")).scalar(), 42)
        self.assertEqual(len(self.of_metric("db_query")), 1)
        lapline.shutdown()
        with self.engine.connect() as connection:
            self.assertEqual(connection.execute(self.sa.text("SELECT 41 + 1")).scalar(), 42)


class ElsewhereTest(unittest.TestCase):
    def test_runs_in_an_interpreter_that_has_sqlalchemy(self) -> None:
        python = interpreter_with("sqlalchemy")
        if python is None:
            self.skipTest(WHY)
        done = subprocess.run(
            [python, "-m", "unittest", "tests.test_sqlalchemy"],
            cwd=PACKAGE_ROOT,
            env=script_env(),
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"Ran \d\d tests")
