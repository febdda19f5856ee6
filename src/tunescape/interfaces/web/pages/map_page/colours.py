"""What the points of the map are coloured by: one small number a point, and the colours these stand for."""

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from tunescape.library.schema import chart_entries, cluster_members, clusters, files, labels, tracks
from tunescape.library.store import Library
from tunescape.library.where import FIELDS
from tunescape.report.palette import GROUP_COLOURS

__all__ = [
    "COLOURINGS",
    "Colouring",
    "Group",
    "Scale",
    "colour_groups",
    "colour_numbers",
    "known_colourings",
    "read_values",
]

UNKNOWN = "#9aa4ae"
"""Of points of which nothing is known, and of groups beyond the palette."""

_ANCHORS = ("#3b4cc0", "#7a4fb0", "#c4478d", "#ee6a50", "#ffb000")
"""Low to high: to be told apart on white and on black, and by the colour-blind by their lightness."""

_STEPS = 33

Kind = Literal["groups", "numbers", "logarithms"]

COLOURINGS: dict[str, Kind] = {
    "cluster": "groups",
    "genre": "groups",
    "tag": "groups",
    "tempo_bpm": "numbers",
    "loudness_lufs": "numbers",
    "duration_s": "logarithms",
    "year": "numbers",
    "charted": "groups",
    "rank": "numbers",
    "users": "logarithms",
    "users_gained": "numbers",
}
"""What points can be coloured by, and how."""


class Group(NamedTuple):
    """A group of points, as the legend has it; ``code`` is None for what is not known."""

    name: str
    colour: str
    n: int
    code: int


class Scale(NamedTuple):
    """Numbers, as the legend has them."""

    low: float
    middle: float
    high: float
    colours: tuple[str, ...]


class Colouring(NamedTuple):
    """Colours of all points.

    Attributes
    ----------
    codes : np.ndarray [shape=(n,), dtype=uint8]
        Positions in the palette.
    palette : tuple of str
        The last is that of what is not known.
    legend : tuple of Group, or Scale
    """

    codes: npt.NDArray[np.uint8]
    palette: tuple[str, ...]
    legend: tuple[Group, ...] | Scale

    def document(self) -> dict[str, Any]:
        """Return what the script in the page needs of it."""
        return {"codes": base64.b64encode(self.codes.tobytes()).decode(), "palette": list(self.palette)}


def colour_groups(values: Sequence[Any], *, named: Callable[[Any], str], rest: str) -> Colouring:
    """Colour points by a word each.

    Parameters
    ----------
    values : sequence
        None where it is not known.
    named : callable
        From a value to what people call it.
    rest : str
        What all groups beyond the palette are called together; ``{n}`` is their number.
    """
    counts = Counter(value for value in values if value is not None)
    # of two as large the first by its name: a colour that is here stands for the same elsewhere
    largest = sorted(counts, key=lambda value: (-counts[value], value))
    shown, others = largest[: len(GROUP_COLOURS)], largest[len(GROUP_COLOURS) :]
    code = {value: i for i, value in enumerate(shown)}
    code.update(dict.fromkeys(others, len(shown)))
    unknown = len(shown) + 1
    codes = np.array([unknown if value is None else code[value] for value in values], dtype=np.uint8)
    legend = [Group(named(value), GROUP_COLOURS[i], counts[value], i) for i, value in enumerate(shown)]
    if others:
        name = rest.format(n=len(others))
        legend.append(Group(name, UNKNOWN, sum(counts[value] for value in others), len(shown)))
    return Colouring(codes, (*GROUP_COLOURS[: len(shown)], UNKNOWN, UNKNOWN), tuple(legend))


def colour_numbers(values: Sequence[float | None], *, logarithmic: bool = False) -> Colouring:
    """Colour points by a number each: from the 2nd to the 98th percentile, so that no odd track spoils it.

    Parameters
    ----------
    values : sequence of float or None
        At least one is known.
    logarithmic : bool
        Whether ratios count; what is not above 0 then counts as the lowest.
    """
    x = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if logarithmic:
        positive = x[x > 0]
        x = np.log10(np.maximum(x, positive.min() if len(positive) else 1.0))
    known = np.isfinite(x)
    low, high = np.percentile(x[known], [2, 98])
    if high <= low:
        low, high = float(x[known].min()), float(x[known].max()) + 1e-9
    place = np.clip((np.nan_to_num(x, nan=low) - low) / (high - low), 0, 1)
    codes = np.where(known, np.round(place * (_STEPS - 1)), _STEPS).astype(np.uint8)
    first, middle, last = (float(10**end if logarithmic else end) for end in (low, (low + high) / 2, high))
    colours = _ramp()
    return Colouring(codes, (*colours, UNKNOWN), Scale(first, middle, last, colours))


def _ramp() -> tuple[str, ...]:
    anchors = np.array([[int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in _ANCHORS], dtype=np.float64)
    at = np.linspace(0, len(_ANCHORS) - 1, _STEPS)
    channels = [np.interp(at, np.arange(len(_ANCHORS)), anchors[:, i]) for i in range(3)]
    return tuple("#" + "".join(f"{round(value):02x}" for value in rgb) for rgb in zip(*channels, strict=True))


def _expression(name: str) -> sa.ColumnElement[Any]:
    if name == "tag":
        return tracks.c.tags
    if name == "charted":
        return chart_entries.c.track_id.is_not(None)
    return FIELDS[name]


def _source() -> sa.FromClause:
    joined = files.join(tracks, tracks.c.track_id == files.c.track_id)
    for table in (chart_entries, labels, cluster_members):
        joined = joined.outerjoin(table, table.c.track_id == files.c.track_id)
    return joined.outerjoin(clusters, clusters.c.label == cluster_members.c.label)


def known_colourings(library: Library) -> list[str]:
    """Return those of :data:`COLOURINGS` that tell tracks of the library apart."""
    # of tags and charts it is enough to know whether there are any
    asked = {name: sa.func.count(sa.distinct(_expression(name))) for name in COLOURINGS}
    statement = sa.select(*(column.label(name) for name, column in asked.items())).select_from(_source())
    with library.connect() as connection:
        row = connection.execute(statement.where(files.c.missing_since.is_(None))).one()
    return [name for name in COLOURINGS if getattr(row, name) > 1]


def read_values(library: Library, name: str, track_ids: npt.NDArray[np.bytes_]) -> list[Any]:
    """Return what points are coloured by: one value a track, None where it is not known.

    Parameters
    ----------
    library : Library
    name : str
        Of :data:`COLOURINGS`; of the tags of a track it is the first.
    track_ids : np.ndarray [shape=(n,), dtype=S32]
    """
    statement = sa.select(files.c.track_id, _expression(name).label("value")).select_from(_source())
    with library.connect() as connection:
        rows = connection.execute(statement.where(files.c.missing_since.is_(None)))
        found: dict[str, Any] = {row.track_id: row.value for row in rows}
    if name == "tag":
        found = {track_id: (tags[0] if tags else None) for track_id, tags in found.items()}
    return [found.get(track_id) for track_id in track_ids.astype("U32").tolist()]
