"""The small query language of ``--where``: parsed and checked here, never passed on as SQL."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from lark import Lark, ParseTree, Token, Transformer, Tree, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from tunescape.errors import QueryError
from tunescape.library.records import search_text
from tunescape.library.schema import chart_entries, clusters, files, labels, tracks

__all__ = ["FIELDS", "known_field", "parse_where"]

FIELDS: dict[str, sa.ColumnElement[Any]] = {
    "track_id": tracks.c.track_id,
    "path": files.c.path_text,
    "title": files.c.title,
    "artist": files.c.artist,
    "album": files.c.album,
    "genre": sa.func.coalesce(labels.c.genre, files.c.genre),
    "year": files.c.year,
    "album_artist": files.c.album_artist,
    "track_number": files.c.track_number,
    "replaygain_db": files.c.replaygain_db,
    "duration_s": tracks.c.duration_s,
    "tempo_bpm": tracks.c.tempo_bpm,
    "key": tracks.c.key,
    "loudness_lufs": tracks.c.loudness_lufs,
    "true_peak_db": tracks.c.true_peak_db,
    "tags": sa.cast(tracks.c.tags, sa.Text),
    "codec": tracks.c.codec,
    "sample_rate": tracks.c.sample_rate,
    "bit_rate": tracks.c.bit_rate,
    "rank": chart_entries.c.rank,
    "users": chart_entries.c.users,
    "users_gained": chart_entries.c.users_gained,
    "chart": sa.func.nullif(chart_entries.c.source, "", type_=sa.Text),
    "charted_at": sa.func.nullif(chart_entries.c.fetched_at, "", type_=sa.Text),
    "music_id": chart_entries.c.music_id,
    "cluster": clusters.c.label,
    "cluster_name": clusters.c.name,
}
"""Field names and what they stand for."""

_DEEPEST = 20
_MOST_TERMS = 500
"""Far more than anybody writes, and a little less than SQLite takes: its parser keeps a hundred things in
mind, which is 26 levels of ours, and an expression may have a thousand terms."""

_TERMS = ("comparison", "contains")

_GRAMMAR = r"""
    ?start: any
    ?any: all ("or"i all)*
    ?all: term ("and"i term)*
    ?term: "not"i term -> negation
         | "(" any ")"
         | FIELD OPERATOR value -> comparison
         | FIELD "contains"i STRING -> contains
    ?value: STRING | NUMBER | NULL
    OPERATOR: "<=" | ">=" | "!=" | "=" | "<" | ">"
    NULL: "null"i
    FIELD: /(?!(?:and|or|not|contains|null)\b)[a-z_][a-z0-9_]*/i
    STRING: /"[^"]*"/ | /'[^']*'/
    NUMBER: /-?\d+(\.\d+)?/
    %ignore /\s+/
"""


def parse_where(expression: str) -> sa.ColumnElement[bool]:
    """Parse an expression such as ``tempo_bpm > 120 and (genre = "jazz" or title contains "雨")``.

    Text is compared without regard to case; ``= null`` and ``!= null`` ask whether a value is known; what is
    not known is ``!=`` any value, and neither above nor below one. ``tags = "jazz"`` asks for one of them,
    ``path`` for any of a track's files.

    Parameters
    ----------
    expression : str
        Fields (:data:`FIELDS`), comparisons (``= != < <= > >=``), ``contains``, ``and``, ``or``,
        ``not``, brackets; texts in quotes.

    Returns
    -------
    sqlalchemy condition
        With every value bound as a parameter.

    Raises
    ------
    QueryError
        If it cannot be parsed, names an unknown field, compares a number with a text, or is too long or
        too deeply nested.
    """
    try:
        tree = _parser().parse(expression)
        _check_size(tree)
        condition: sa.ColumnElement[bool] = _Conditions().transform(tree)
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        where = "at its end" if at_end or error.column < 1 else f"at character {error.column}"
        raise QueryError(
            f"cannot read the condition {expression!r} {where}",
            hint='write it like: tempo_bpm > 120 and genre = "jazz"',
        ) from error
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise
    return condition


def known_field(name: str) -> str:
    """Return the name of a field as :data:`FIELDS` has it, whatever its case.

    Raises
    ------
    QueryError
        If there is none.
    """
    if name.lower() not in FIELDS:
        raise QueryError(f"there is no field {name}", hint=f"the fields are {', '.join(FIELDS)}")
    return name.lower()


def _check_size(tree: ParseTree) -> None:
    # level by level: what is too deep to be transformed is too deep for a function that calls itself
    depth, n_terms, level = 0, 0, [tree]
    while level:
        depth += 1
        n_terms += sum(node.data in _TERMS for node in level)
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
    if depth > _DEEPEST:
        raise QueryError("that condition is nested too deeply", hint="write it with fewer brackets")
    if n_terms > _MOST_TERMS:
        raise QueryError(
            f"that condition has {n_terms} terms, and at most {_MOST_TERMS} can be asked for at once",
            hint="ask for a part at a time",
        )


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


class _Conditions(Transformer[Token, Any]):
    """Turns the parse tree into one SQLAlchemy condition, from the leaves up."""

    def FIELD(self, token: Token) -> str:
        return known_field(token)

    def STRING(self, token: Token) -> str:
        if "\0" in token:
            # a database would compare only what stands before it
            raise QueryError("a text cannot hold the character NUL", hint="leave it out")
        return search_text(token[1:-1])

    def NUMBER(self, token: Token) -> float:
        return float(token)

    def NULL(self, token: Token) -> None:
        return None

    def any(self, terms: list[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
        return sa.or_(*terms)

    def all(self, terms: list[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
        return sa.and_(*terms)

    def negation(self, terms: list[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
        # a comparison with an unknown value is false, so its negation is true
        return sa.not_(sa.func.coalesce(terms[0], sa.false()))

    def contains(self, parts: list[Any]) -> sa.ColumnElement[bool]:
        name, text = parts
        _check_text(name, expected=True)
        if name == "path":
            return _any_file(lambda path: path.icontains(text, autoescape=True))
        return FIELDS[name].icontains(text, autoescape=True)

    def comparison(self, parts: list[Any]) -> sa.ColumnElement[bool]:
        name, operator, value = parts
        column = FIELDS[name]
        if value is None:
            if operator not in ("=", "!="):
                raise QueryError(f"null has no order: {name} {operator} null", hint="use = or !=")
            return column.is_(None) if operator == "=" else column.is_not(None)
        _check_text(name, expected=isinstance(value, str))
        if name == "tags" and operator in ("=", "!="):
            # one of them, spelt out: they are kept as a list
            listed = column.icontains(json.dumps(value, ensure_ascii=False), autoescape=True)
            return listed if operator == "=" else sa.not_(listed)
        if name == "path" and operator == "!=":
            return sa.not_(_any_file(lambda path: sa.func.lower(path) == value.lower()))
        if name == "path":
            return _any_file(lambda path: sa.func.lower(path).op(operator, is_comparison=True)(value.lower()))
        if isinstance(value, str):
            column, value = sa.func.lower(column), value.lower()
        if operator == "!=":
            # what is not known is not that value either
            return column.is_distinct_from(value)
        comparison: sa.ColumnElement[bool] = column.op(operator, is_comparison=True)(value)
        return comparison


def _check_text(name: str, *, expected: bool) -> None:
    is_text = isinstance(FIELDS[name].type, sa.String)
    if is_text and not expected:
        raise QueryError(f"{name} is a text", hint=f'put the value in quotes: {name} = "..."')
    if expected and not is_text:
        raise QueryError(f"{name} is a number", hint=f"compare it with a number: {name} > 100")


def _any_file(condition: Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    # a track is wherever one of its files is, not only where the one that lists show is
    other = files.alias()
    present = sa.and_(other.c.track_id == tracks.c.track_id, other.c.missing_since.is_(None))
    return sa.exists().where(present, condition(other.c.path_text)).correlate(tracks)
