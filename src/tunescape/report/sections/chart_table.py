"""The section ``chart``: the chart as a table, or all tracks where there is none."""

from collections.abc import Callable
from typing import NamedTuple

from tunescape.library.records import Track
from tunescape.report.cluster_names import tag_name
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Cell, Column, Section, Sentences, Table
from tunescape.report.texts import Texts
from tunescape.report.time_axis import clock
from tunescape.text import visible

__all__ = ["MOST_ROWS", "chart_table"]

MOST_ROWS = 1000
"""Rows of the table; more would make a page that no browser likes."""

PRINTED_ROWS = 100
"""Rows of it on paper."""

_MOST_TAGS = 2
_DASH = "–"


class _Field(NamedTuple):
    """A column, and how a track fills it."""

    title: str
    read: Callable[[Track], float | str | None]
    write: Callable[[Track, Texts], str]
    numeric: bool = True


def chart_table(contents: Contents, texts: Texts) -> Section:
    """List the tracks with what is known and heard of them."""
    charted = bool(contents.chart)
    tracks = contents.chart or contents.tracks
    name = "chart" if charted else "list"
    fields = [field for field in _fields(contents) if any(field.read(track) is not None for track in tracks)]
    columns = tuple(Column(texts(field.title), field.numeric) for field in fields)
    rows = tuple(tuple(_cell(field, track, texts) for field in fields) for track in tracks[:MOST_ROWS])
    caption = texts(f"{name}_caption", tracks=texts.tracks(len(tracks)))
    blocks: list[Block] = [Table("chart", caption, columns, rows, sortable=True)]
    notes = _notes(contents, len(tracks), texts)
    if notes:
        blocks.insert(0, Sentences(tuple(notes), is_note=True))
    return Section("chart", texts(name), tuple(blocks))


def _notes(contents: Contents, n: int, texts: Texts) -> list[str]:
    notes = []
    if not contents.chart:
        where = contents.request.where
        notes.append(texts("no_chart") if where is None else texts("chart_none_here", where=visible(where)))
    if n > MOST_ROWS:
        notes.append(texts("table_cut", shown=f"{MOST_ROWS:,}", total=f"{n:,}"))
    return notes


def _fields(contents: Contents) -> list[_Field]:
    clustering = contents.clustering
    several = clustering is not None and len(clustering.clusters) > 1
    labels = contents.labels if several else {}
    return [
        _Field("col_rank", lambda track: track.rank, lambda track, _: str(track.rank)),
        _Field("col_title", lambda track: track.title, lambda track, _: visible(track.title), False),
        _Field("col_artist", lambda track: track.artist, lambda track, _: visible(track.artist or ""), False),
        _Field("col_users", lambda track: track.users, lambda track, _: f"{track.users:,}"),
        _Field("col_gained", lambda track: track.users_gained, lambda track, _: _signed(track.users_gained)),
        _Field("col_length", lambda track: track.duration_s, lambda track, _: clock(track.duration_s)),
        _Field("col_tempo", lambda track: track.tempo_bpm, lambda track, _: f"{track.tempo_bpm:.0f}"),
        _Field("col_key", lambda track: track.key, lambda track, texts: texts.key(track.key or ""), False),
        _Field(
            "col_loudness", lambda track: track.loudness_lufs, lambda track, _: _decimal(track.loudness_lufs)
        ),
        _Field("col_genre", lambda track: track.genre, lambda track, _: visible(track.genre or ""), False),
        _Field("col_tags", _tags, _written_tags, False),
        _Field(
            "col_cluster",
            lambda track: labels.get(track.track_id),
            lambda track, _: str(labels[track.track_id]),
        ),
    ]


def _cell(field: _Field, track: Track, texts: Texts) -> Cell:
    value = field.read(track)
    return Cell(_DASH) if value is None else Cell(field.write(track, texts), value)


def _tags(track: Track) -> str | None:
    return ", ".join(track.tags[:_MOST_TAGS]) or None


def _written_tags(track: Track, texts: Texts) -> str:
    return texts("joined").join(tag_name(tag, texts.lang) for tag in track.tags[:_MOST_TAGS])


def _signed(value: int | None) -> str:
    return f"{value or 0:+,}".replace("-", "−")


def _decimal(value: float | None) -> str:
    return f"{value or 0:.1f}".replace("-", "−")
