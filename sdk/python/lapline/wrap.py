"""A function of any kind to the same function, timed.

What it returns, raises and looks like never changes.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable

from .site import Site
from .span import Span, begin, current, finish
from .state import state
from .wrap_generator import wrap_async_generator, wrap_generator

Function = Callable[..., Any]


def wrap(function: Any, site_of: Callable[[Any], Site]) -> Any:
    """`function` timed under the site that `site_of` makes for it.

    Class and static methods are unwrapped and wrapped again. Classes, properties and what cannot be called come back as
    they are.
    """
    if isinstance(function, (classmethod, staticmethod)):
        return type(function)(wrap(function.__func__, site_of))
    if isinstance(function, type) or not callable(function):
        return function
    try:
        site = site_of(function)
    except Exception:
        state.problems += 1
        return function
    if inspect.isasyncgenfunction(function):
        return wrap_async_generator(function, site)
    if inspect.iscoroutinefunction(function):
        return _wrap_coroutine_function(function, site)
    if inspect.isgeneratorfunction(function):
        return wrap_generator(function, site)
    return _wrap_function(function, site)


def _wrap_function(function: Function, site: Site) -> Function:
    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        if not state.on:
            return function(*args, **kwargs)
        parent = current.get()
        try:
            span = Span(site, parent)
        except Exception:
            state.problems += 1
            return function(*args, **kwargs)
        current.set(span)
        try:
            result = function(*args, **kwargs)
        except BaseException as error:
            current.set(parent)
            finish(span, error)
            raise
        current.set(parent)
        finish(span)
        return result

    return timed


def _wrap_coroutine_function(function: Function, site: Site) -> Function:
    @functools.wraps(function)
    async def timed(*args: Any, **kwargs: Any) -> Any:
        parent = current.get()
        span = begin(site, parent)
        if span is None:
            return await function(*args, **kwargs)
        current.set(span)
        try:
            result = await function(*args, **kwargs)
        except BaseException as error:
            current.set(parent)
            finish(span, error)
            raise
        current.set(parent)
        finish(span)
        return result

    return timed
