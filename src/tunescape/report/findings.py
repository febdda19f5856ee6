"""What sets the tracks of a report apart: comparisons and correlations, and why there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tunescape.discovery.compare.columns import column_title
from tunescape.discovery.compare.comparison import Comparison, compare_groups
from tunescape.discovery.compare.correlation import CorrelationTable, correlate
from tunescape.discovery.compare.groups import REST, Group, find_group
from tunescape.discovery.compare.words import Language
from tunescape.errors import DiscoveryError
from tunescape.library.records import Track
from tunescape.library.store import Library
from tunescape.report.texts import Texts

__all__ = ["Finding", "Findings", "find_findings"]

LEAST_CHART = 8
"""Tracks on a chart from which its top can be held against the rest of it."""

LEAST_TOP, TOP_SHARE = 4, 4
"""The top of a chart is so many tracks, or one in so many."""

_LEAST_GROUP, _LEAST_KNOWN = 2, 5


@dataclass(frozen=True)
class Finding:
    """A comparison that was made, or the sentence that says why not.

    Attributes
    ----------
    title : str
    comparison : Comparison or None
    note : str
        Empty where there is one.
    """

    title: str
    comparison: Comparison | None
    note: str = ""


@dataclass(frozen=True)
class Findings:
    """What sets the tracks of a report apart.

    Attributes
    ----------
    comparisons : tuple of Finding
    correlations : CorrelationTable or None
        Of the tracks on the chart with the users gained; where these are not known, with the users, or the
        rank.
    notes : tuple of str
        What could not be found out, and what to do about it.
    """

    comparisons: tuple[Finding, ...]
    correlations: CorrelationTable | None
    notes: tuple[str, ...]


def find_findings(
    library: Library,
    tracks: Sequence[Track],
    chart: Sequence[Track],
    *,
    where: str | None,
    against: str | None,
    seed: int = 0,
    lang: Language = "en",
) -> Findings:
    """Compare the tracks of a report with others, and hold them against the numbers of their chart.

    Parameters
    ----------
    library : Library
    tracks : sequence of Track
        What the report is about.
    chart : sequence of Track
        Those of them that are on a chart, by rank.
    where : str, optional
        The condition they meet, where that was asked for.
    against : str, optional
        What they are to be compared with. By default a chart with the tracks that are on none, and its top
        with its lower places; a selection with the rest of the library.
    seed : int
    lang : {"en", "zh"}

    Returns
    -------
    Findings

    Raises
    ------
    QueryError
        If ``against`` cannot be found, or is the same tracks.
    """
    texts = Texts(lang)
    found = [
        _compare(library, title, a, b, seed, texts)
        for title, a, b in _pairs(library, tracks, chart, where, against, texts)
    ]
    notes = []
    if chart and len(chart) < LEAST_CHART:
        notes.append(texts("hot_chart_too_small", tracks=texts.tracks(len(chart))))
    if not found and not chart:
        notes.append(texts("hot_nothing_to_compare"))
    correlations, note = _correlate(library, chart, seed, texts)
    return Findings(tuple(found), correlations, (*notes, *note))


def _pairs(
    library: Library,
    tracks: Sequence[Track],
    chart: Sequence[Track],
    where: str | None,
    against: str | None,
    texts: Texts,
) -> list[tuple[str, Group, Group]]:
    pairs = []
    ids = _ids(tracks)
    if against is not None:
        a = Group(where or texts("group_selection"), ids)
        if where is None and chart:
            a = Group(texts("group_chart"), _ids(chart))
        b = find_group(library, against)
        pairs.append((texts("hot_against", a=a.name, b=b.name), a, b))
    elif where is not None:
        rest = Group(REST, library.track_ids() - ids)
        if rest.track_ids:
            pairs.append((texts("different"), Group(where, ids), rest))
    elif chart and len(chart) < len(tracks):
        off = Group(texts("group_off_chart"), ids - _ids(chart))
        pairs.append((texts("hot_vs_rest"), Group(texts("group_chart"), _ids(chart)), off))
    if len(chart) >= LEAST_CHART:
        n = max(LEAST_TOP, len(chart) // TOP_SHARE)
        top = Group(texts("group_top", n=n), _ids(chart[:n]))
        pairs.append((texts("hot_top"), top, Group(texts("group_lower"), _ids(chart[n:]))))
    return pairs


def _ids(tracks: Iterable[Track]) -> frozenset[str]:
    return frozenset(track.track_id for track in tracks)


def _compare(library: Library, title: str, a: Group, b: Group, seed: int, texts: Texts) -> Finding:
    n_a, n_b = len(a.track_ids), len(b.track_ids)
    if min(n_a, n_b) < _LEAST_GROUP:
        return Finding(title, None, texts("hot_too_few", a=a.name, b=b.name, n_a=n_a, n_b=n_b))
    try:
        return Finding(title, compare_groups(library, a, b, seed=seed))
    except DiscoveryError as error:
        return Finding(title, None, texts("hot_not_possible", reason=error.reason))


def _correlate(
    library: Library, chart: Sequence[Track], seed: int, texts: Texts
) -> tuple[CorrelationTable | None, tuple[str, ...]]:
    if not chart:
        return None, ()
    known = {
        column: [value for track in chart if (value := getattr(track, column)) is not None]
        for column in ("users_gained", "users", "rank")
    }
    column = next(name for name in known if len(known[name]) >= _LEAST_KNOWN or name == "rank")
    title = column_title(column, texts.lang)
    if len(known[column]) < _LEAST_KNOWN:
        return None, (texts("hot_correlation_few", column=_capital(title), n=len(known[column])),)
    if len(set(known[column])) == 1:
        return None, (texts("hot_same_value", column=_capital(title), n=len(known[column])),)
    try:
        return correlate(library, Group(texts("group_chart"), _ids(chart)), column, seed=seed), ()
    except DiscoveryError as error:
        return None, (texts("hot_not_possible", reason=error.reason),)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
