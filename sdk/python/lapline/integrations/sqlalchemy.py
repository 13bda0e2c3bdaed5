"""SQLAlchemy: queries, connections, transactions, commits and rollbacks of an engine (1.4 and 2).

>>> from lapline.integrations.sqlalchemy import instrument
>>> engine = instrument(create_engine("sqlite:///returns.db"))

Statements are told without their values. The line is the nearest one outside of SQLAlchemy.
"""

from __future__ import annotations

import functools
import threading
import weakref
from typing import Any, Callable, Optional, TypeVar

from sqlalchemy import event

from ..failure import Failure
from ..site import Site
from ..span import Span, begin, current, finish
from ..state import state
from ..usage import gauges
from .place import nearest_frame, place_of
from .sql_text import statement_of, system_name

Engine = TypeVar("Engine")

_LIBRARIES = ("sqlalchemy", "greenlet", "sqlmodel", "threading", "concurrent", "contextlib")
_KEY = "lapline"
_MAX_SITES = 2_048

_engines: weakref.WeakSet[Any] = weakref.WeakSet()
_sites: dict[tuple[object, ...], Site] = {}


def instrument(engine: Engine) -> Engine:
    """Times what `engine` (or an AsyncEngine) does from now on; the same engine comes back.

    A second call does nothing.
    """
    core: Any = getattr(engine, "sync_engine", engine)
    if not state.allowed or core in _engines:
        return engine
    _engines.add(core)
    system = system_name(core.dialect.name)
    _watch_statements(core, system)
    _watch_transactions(core, system)
    _watch_connections(core, system)
    return engine


def _quiet(listener: Callable[..., None]) -> Callable[..., None]:
    """What a listener raises would end the statement it listens to."""

    @functools.wraps(listener)
    def quiet(*args: Any) -> None:
        try:
            listener(*args)
        except Exception:
            state.problems += 1

    return quiet


def _watch_statements(engine: Any, system: str) -> None:
    dialect = engine.dialect.name

    @_quiet
    def before(
        conn: Any, cursor: Any, sql: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if state.on and context is not None:
            around = _around(conn)
            context._lapline = span = begin(_statement_site(sql, dialect, system, around), around)
            if span is not None and executemany:
                span.annotate({"db.operation.batch.size": len(parameters)})

    @_quiet
    def after(
        conn: Any, cursor: Any, sql: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        span = getattr(context, "_lapline", None)
        if span is not None:
            rows = getattr(cursor, "rowcount", -1)
            if isinstance(rows, int) and rows >= 0:
                span.annotate({"db.response.returned_rows": rows})
            finish(span)

    @_quiet
    def failed(failure: Any) -> None:
        span = getattr(failure.execution_context, "_lapline", None)
        if span is not None:
            finish(span, failure.original_exception)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "handle_error", failed)


def _watch_transactions(engine: Any, system: str) -> None:
    """Events tell that a commit is about to come; the dialect's own call is what takes the time."""
    #: Connection that announced a commit or rollback, by thread: the call follows at once. A pool
    #: that resets a connection rolls back without announcing it, and is not told.
    announced: dict[int, Any] = {}

    @_quiet
    def begun(conn: Any) -> None:
        conn.info[_KEY] = (_begin("db_transaction", f"transaction {system}", system), current.get())

    @_quiet
    def announce(conn: Any) -> None:
        announced[threading.get_ident()] = conn

    @_quiet
    def returned(connection: Any, record: Any) -> None:
        span = _take(record.info)
        if span is not None:
            span.failure = Failure("interrupted")
            finish(span)

    event.listen(engine, "begin", begun)
    event.listen(engine, "commit", announce)
    event.listen(engine, "rollback", announce)
    event.listen(engine, "checkin", returned)
    for metric, verb in (("db_commit", "commit"), ("db_rollback", "rollback")):
        real = getattr(engine.dialect, f"do_{verb}")
        setattr(
            engine.dialect,
            f"do_{verb}",
            _timed_end(real, metric, f"{verb} {system}", system, announced),
        )


def _timed_end(
    real: Callable[..., None], metric: str, name: str, system: str, announced: dict[int, Any]
) -> Callable[..., None]:
    @functools.wraps(real)
    def end(*args: Any, **kwargs: Any) -> None:
        conn = announced.pop(threading.get_ident(), None)
        if conn is None:
            return real(*args, **kwargs)
        span = _begin(metric, name, system, conn)
        failure: Optional[BaseException] = None
        try:
            return real(*args, **kwargs)
        except BaseException as error:
            failure = error
            raise
        finally:
            for ended in (span, _take(conn.info)):
                if ended is not None:
                    finish(ended, failure)

    return end


def _watch_connections(engine: Any, system: str) -> None:
    real = engine.raw_connection

    @functools.wraps(real)
    def raw_connection(*args: Any, **kwargs: Any) -> Any:
        span = _begin("db_connection", f"connection {system}", system)
        if span is None:
            return real(*args, **kwargs)
        try:
            connection = real(*args, **kwargs)
        except BaseException as error:
            finish(span, error)
            raise
        finish(span)
        return connection

    engine.raw_connection = raw_connection
    gauges["process.db_pool.in_use"] = lambda: _pool_sum("checkedout")
    gauges["process.db_pool.size"] = lambda: _pool_sum("size")


def _begin(metric: str, name: str, system: str, conn: Any = None) -> Optional[Span]:
    if not state.on:
        return None
    try:
        around = current.get() if conn is None else _around(conn)
        return begin(_site(metric, name, system, around), around)
    except Exception:
        state.problems += 1
        return None


def _take(info: Any) -> Optional[Span]:
    """The transaction that a connection is in, which is over now."""
    span: Optional[Span] = info.pop(_KEY, (None, None))[0]
    return span


def _pool_sum(count: str) -> Optional[float]:
    counts = [
        getattr(engine.pool, count)() for engine in list(_engines) if hasattr(engine.pool, count)
    ]
    return sum(counts) if counts else None


def _around(conn: Any) -> Optional[Span]:
    """The transaction, unless the program has begun an operation of its own within it."""
    now = current.get()
    span, outside = conn.info.get(_KEY, (None, None))
    return span if span is not None and outside is now else now


def _statement_site(sql: str, dialect: str, system: str, around: Optional[Span]) -> Site:
    frame = nearest_frame(_LIBRARIES)
    key = (
        sql,
        dialect,
        None if frame is None else (frame.f_code, frame.f_lasti),
        around and around.site,
    )
    site = _sites.get(key)
    if site is None:
        told = statement_of(sql, dialect)
        attributes = {
            "db.system.name": system,
            "db.operation.name": told.operation,
            "db.query.text": told.text,
            **({} if told.collection is None else {"db.collection.name": told.collection}),
        }
        site = Site(
            metric="db_query",
            name=told.name,
            location=place_of(frame, around),
            attributes=attributes,
        )
        _keep(key, site)
    return site


def _site(metric: str, name: str, system: str, around: Optional[Span]) -> Site:
    frame = nearest_frame(_LIBRARIES)
    key = (
        metric,
        name,
        None if frame is None else (frame.f_code, frame.f_lasti),
        around and around.site,
    )
    site = _sites.get(key)
    if site is None:
        site = Site(
            metric=metric,
            name=name,
            location=place_of(frame, around),
            attributes={"db.system.name": system},
        )
        _keep(key, site)
    return site


def _keep(key: tuple[object, ...], site: Site) -> None:
    if len(_sites) >= _MAX_SITES:
        _sites.clear()
    _sites[key] = site
