"""A call site: everything that no two of its spans differ in, made into JSON once per run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .content import kept
from .line import field
from .location import NOWHERE, Location, recorded_path
from .plain import entries_within
from .state import Run, state

_FIXED_BYTES = 8_192
_UNPLACED = object()
_MAX_VARIANTS = 256


class NotTracing(Exception):
    """There is no run to write to."""


class Site:
    """`head` runs from the end of the timestamp to the duration, `tail` from `code.*` to the end of a line without
    attributes of its own; both are made when the site first meets a run.

    A step (`metric` None) takes over the metric and tool of the span around it: it is a family of sites.
    """

    __slots__ = (
        "_variants",
        "attributes",
        "code",
        "component",
        "fixed",
        "head",
        "is_turn",
        "location",
        "metric",
        "name",
        "run",
        "step",
        "tail",
        "tool_name",
    )  # fmt: skip

    def __init__(
        self,
        *,
        metric: Optional[str],
        name: str,
        step: str = "total",
        tool_name: Optional[str] = None,
        location: Location = NOWHERE,
        attributes: Optional[Mapping[str, object]] = None,
        component: str = "performance",
    ) -> None:
        self.metric = metric
        self.step = step
        self.name = name
        self.tool_name = tool_name
        self.location = location
        self.attributes = dict(attributes) if attributes else None
        self.component = component
        self.run: object = _UNPLACED
        self.head = self.code = self.fixed = self.tail = ""
        self.is_turn = metric == "turn" and step == "total"
        self._variants: Optional[dict[object, Site]] = None

    def ready(self, around: Optional[Site]) -> Site:
        """The site to use below `around` in this process's run, which is started if there is none yet.

        Raises NotTracing when no run could be started.
        """
        if self.metric is None:
            return self._within(around)
        if state.run is None:
            state.begin()
            if state.run is None:
                raise NotTracing
        self._place(state.run)
        return self

    def _within(self, around: Optional[Site]) -> Site:
        variants = self._variants
        if variants is None:
            variants = self._variants = {}
        metric = "span" if around is None else around.metric
        tool_name = self.tool_name or (None if around is None else around.tool_name)
        variant = variants.get((metric, tool_name))
        if variant is None:
            if len(variants) >= _MAX_VARIANTS:
                variants.clear()
            variant = variants[metric, tool_name] = Site(
                metric=metric,
                name=self.name,
                step=self.step,
                tool_name=tool_name,
                location=self.location,
                attributes=self.attributes,
                component=self.component,
            )
        return variant if variant.run is state.run else variant.ready(None)

    def _place(self, run: Run) -> None:
        file, line, function = self.location
        self.head = (
            'Z","level":"INFO"'
            + field("component", self.component)
            + field("metric", self.metric)
            + field("step", self.step)
            + field("name", self.name)
            + field("tool_name", self.tool_name)
            + ',"duration_ms":'
        )
        self.code = (
            field("code.file.path", None if file is None else recorded_path(file, run.root))
            + ("" if line is None else f',"code.line.number":{line}')
            + field("code.function.name", function)
        )
        self.fixed = entries_within(kept(self.attributes), _FIXED_BYTES) if self.attributes else ""
        self.tail = self.code + (f',"attributes":{{{self.fixed}}}' if self.fixed else "") + "}\n"
        self.run = run
