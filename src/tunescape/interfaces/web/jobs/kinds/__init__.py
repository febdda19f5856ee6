"""What a job can do: one module a kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tunescape.interfaces.web.jobs.kind import JobKind
from tunescape.interfaces.web.jobs.kinds import (
    analyze,
    classify,
    cluster,
    evaluate,
    report,
    select_features,
    train_genre,
)

__all__ = ["KINDS"]

_MODULES = (analyze, cluster, report, train_genre, classify, evaluate, select_features)

KINDS: Mapping[str, JobKind[Any]] = MappingProxyType({module.KIND.name: module.KIND for module in _MODULES})
"""All kinds, by name."""
