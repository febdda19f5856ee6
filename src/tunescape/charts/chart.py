"""A chart: pieces of music in the order of their rank, with what their source tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tunescape.charts.profile import FIELDS
from tunescape.charts.values import to_count, to_moment, to_seconds, to_text

__all__ = ["Chart", "ChartBuilder", "ChartItem"]


@dataclass(frozen=True)
class ChartItem:
    """One piece of a chart; None is what the source does not tell.

    Parameters
    ----------
    music_id : str
        The source's own.
    title : str
        May be empty.
    author : str or None
    duration_s : float or None, seconds
    users, users_gained : int or None
        How many short videos use it, and how many more than a week ago (or whatever the source counts).
    rank : int
        1 for the first.
    source : str
        Name of the profile it came from; empty in a chart of another hand that does not tell.
    fetched_at : str
        ISO 8601 in UTC; empty likewise.
    audio_url : str or None
        Where its audio is, if the source told.
    """

    music_id: str
    title: str
    author: str | None = None
    duration_s: float | None = None
    users: int | None = None
    users_gained: int | None = None
    rank: int = 0
    source: str = ""
    fetched_at: str = ""
    audio_url: str | None = None


@dataclass(frozen=True)
class Chart:
    """Pieces of music, each once.

    Parameters
    ----------
    items : tuple of ChartItem
    duplicates : int
        Pieces left out because their ids had been there before.
    without_id : tuple of int
        Positions, from 1, of pieces that had no id and so could not be told apart.
    incomplete : str or None
        Why there would have been more, had a later page come.
    """

    items: tuple[ChartItem, ...]
    duplicates: int = 0
    without_id: tuple[int, ...] = ()
    incomplete: str | None = None


class ChartBuilder:
    """Collects the pieces of a chart, each once.

    Parameters
    ----------
    source, fetched_at : str
        Of pieces that do not tell themselves.
    duration_unit : str
        ``s`` or ``ms``.
    """

    def __init__(self, *, source: str, fetched_at: str, duration_unit: str = "s") -> None:
        self._source = source
        self._fetched_at = fetched_at
        self._duration_unit = duration_unit
        self._items: dict[tuple[str, str], ChartItem] = {}
        self._seen = 0
        self._duplicates = 0
        self._without_id: list[int] = []

    def __len__(self) -> int:
        return len(self._items)

    def add(self, values: Mapping[str, object], *, audio_url: str | None = None) -> None:
        """Add a piece, unless its source and id are there already, or it has no id.

        Parameters
        ----------
        values : mapping
            What the source tells, by the names of :data:`~tunescape.charts.profile.FIELDS`.
        audio_url : str, optional
        """
        self._seen += 1
        told = {name: values.get(name) for name in FIELDS}
        music_id = to_text(told["music_id"])
        if music_id is None:
            self._without_id.append(self._seen)
            return
        source = to_text(told["source"]) or self._source
        if (source, music_id) in self._items:
            self._duplicates += 1
            return
        rank = to_count(told["rank"]) or 0
        self._items[source, music_id] = ChartItem(
            music_id=music_id,
            title=to_text(told["title"]) or "",
            author=to_text(told["author"]),
            duration_s=to_seconds(told["duration_s"], unit=self._duration_unit),
            users=to_count(told["users"]),
            users_gained=to_count(told["users_gained"]),
            rank=rank if rank > 0 else len(self._items) + 1,
            source=source,
            fetched_at=to_moment(told["fetched_at"]) or self._fetched_at,
            audio_url=audio_url,
        )

    def chart(self, *, limit: int | None = None, incomplete: str | None = None) -> Chart:
        """Return what has been collected, at most ``limit`` pieces."""
        items = tuple(self._items.values())[:limit]
        return Chart(items, self._duplicates, tuple(self._without_id), incomplete)
