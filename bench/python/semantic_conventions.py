"""Answers for opentelemetry-semantic-conventions where that package cannot be had: every name is a text of that name.

The SDK takes constants and makers of its own metrics from there; spans do the same work with either.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional

PACKAGE = "opentelemetry.semconv"


class Name(str):
    """A constant; called or asked for a part of it, another one."""

    def __call__(self, *_: Any, **__: Any) -> Name:
        return self

    def __getattr__(self, part: str) -> Name:
        if part.startswith("__"):
            raise AttributeError(part)
        return Name(part.lower())


class Names(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return Name(name.lower())


class Conventions(MetaPathFinder, Loader):
    """Finds the package and whatever is asked for inside it."""

    def find_spec(self, name: str, *_: Any) -> Optional[ModuleSpec]:
        inside = name == PACKAGE or name.startswith(f"{PACKAGE}.")
        return ModuleSpec(name, self, is_package=True) if inside else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Names(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


sys.meta_path.append(Conventions())
