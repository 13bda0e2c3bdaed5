"""Random ids as lower-case hexadecimal text, drawn from a pool that one system call fills."""

from __future__ import annotations

import os

#: Ids of 64 bits, ready to be popped: `list.pop` is atomic, so threads never get the same one.
pool: list[str] = []

_POOL_IDS = 512


def refill() -> str:
    """Fills the pool and takes one id of 64 bits (16 digits) from it."""
    text = os.urandom(8 * _POOL_IDS).hex()
    ids = [text[at : at + 16] for at in range(0, 16 * _POOL_IDS, 16)]
    taken = ids.pop()
    pool.extend(ids)
    return taken


def new_span_id() -> str:
    """16 hexadecimal digits."""
    try:
        return pool.pop()
    except IndexError:
        return refill()


def new_trace_id() -> str:
    """32 hexadecimal digits."""
    return new_span_id() + new_span_id()


def forget() -> None:
    """Empties the pool: a forked child must not hand out what its parent hands out too."""
    pool.clear()
