"""Generators, timed from the first item asked for to the end of the iteration.

The span is the current one only while the generator runs, never while its consumer does: every resumption sets it and
every yield takes it back. A generator closed before its end is interrupted.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional

from .site import Site
from .span import Span, begin, current, finish

Function = Callable[..., Any]


def wrap_generator(function: Function, site: Site) -> Function:
    """A generator function that drives `function`'s generator: send, throw, close and the returned value included."""

    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        span = begin(site, current.get())
        generator = function(*args, **kwargs)
        if span is None:
            return (yield from generator)
        resume, argument = generator.send, None
        while True:
            outer = current.get()
            current.set(span)
            try:
                item = resume(argument)
            except StopIteration as stop:
                finish(span)
                return stop.value
            except BaseException as error:
                finish(span, error)
                raise
            finally:
                current.set(outer)
            try:
                argument = yield item
                resume = generator.send
            except GeneratorExit as closed:
                return _close(generator, span, closed)
            except BaseException as thrown:
                resume, argument = generator.throw, thrown

    return timed


def wrap_async_generator(function: Function, site: Site) -> Function:
    """The same for async generators: asend, athrow and aclose."""

    @functools.wraps(function)
    async def timed(*args: Any, **kwargs: Any) -> Any:
        span = begin(site, current.get())
        generator = function(*args, **kwargs)
        resume, argument = generator.asend, None
        while True:
            outer = current.get()
            if span is not None:
                current.set(span)
            try:
                item = await resume(argument)
            except StopAsyncIteration:
                _finish(span)
                return
            except BaseException as error:
                _finish(span, error)
                raise
            finally:
                current.set(outer)
            try:
                argument = yield item
                resume = generator.asend
            except GeneratorExit as closed:
                try:
                    await generator.aclose()
                except BaseException as error:
                    _finish(span, error)
                    raise
                _finish(span, closed)
                raise
            except BaseException as thrown:
                resume, argument = generator.athrow, thrown

    return timed


def _close(generator: Any, span: Span, closed: GeneratorExit) -> Any:
    """Closes as the consumer did; since Python 3.13 a generator may answer a close with a value."""
    outer = current.get()
    current.set(span)
    try:
        value = generator.close()
    except BaseException as error:
        finish(span, error)
        raise
    finally:
        current.set(outer)
    finish(span, closed)
    if value is None:
        raise closed
    return value


def _finish(span: Optional[Span], error: Optional[BaseException] = None) -> None:
    if span is not None:
        finish(span, error)
