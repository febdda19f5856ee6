"""Conditions that visitors write: read with a bound on how deep they may be nested."""

import re

import sqlalchemy as sa

from tunescape.errors import QueryError
from tunescape.library.where import parse_where

__all__ = ["read_condition"]

_DEEPEST = 50
"""Far more than anybody writes, and far less than what databases refuse."""


def read_condition(text: str) -> sa.ColumnElement[bool]:
    """Read a condition as :func:`~tunescape.library.where.parse_where` does.

    Raises
    ------
    QueryError
        If it cannot be read, or is nested too deeply.
    """
    outside = re.sub("\"[^\"]*\"|'[^']*'", "", text)
    depth = deepest = 0
    for mark in re.findall(r"[()]|\bnot\b", outside, re.IGNORECASE):
        # what is negated may be negated again: each is one step down, wherever it ends
        depth += -1 if mark == ")" else 1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise QueryError("that condition is nested too deeply", hint="write it with fewer brackets")
    return parse_where(text)
