"""The order of ``--sort``: by one field of the query language."""

from typing import Any

import sqlalchemy as sa

from tunescape.library.where import FIELDS, known_field

__all__ = ["parse_sort"]


def parse_sort(text: str) -> tuple[sa.ColumnElement[Any], ...]:
    """Parse an order such as ``rank``, or ``-users`` for the largest first.

    Parameters
    ----------
    text : str
        A field (:data:`~tunescape.library.where.FIELDS`), with ``-`` before it to turn the order round.

    Returns
    -------
    tuple of sqlalchemy expressions
        To order by, one after the other. What is not known comes last either way; text is ordered without
        regard to case.

    Raises
    ------
    QueryError
        If there is no such field.
    """
    name = text.strip()
    column = FIELDS[known_field(name.removeprefix("-").lstrip())]
    value = sa.func.lower(column) if isinstance(column.type, sa.String) else column
    return column.is_(None), value.desc() if name.startswith("-") else value.asc()
