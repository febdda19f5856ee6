"""What sets groups of tracks apart, and hot tracks from the rest: found in a process of its own."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunescape.discovery.compare.groups import Group
    from tunescape.discovery.compare.words import Language
    from tunescape.library.store import Library
    from tunescape.report.document import Block

__all__ = ["chart_findings", "group_findings"]

Asked = tuple[str, str]
"""A group as :func:`~tunescape.interfaces.web.services.groups.find_named_group` reads it, and its name."""


def group_findings(library_path: str, a: Asked, b: Asked, lang: "Language") -> tuple["Block", ...]:
    """Compare two groups.

    Parameters
    ----------
    library_path : str
    a, b : (str, str)
        The second may be ``rest``.
    lang : {'en', 'zh'}

    Returns
    -------
    tuple of Block
        As a report says it.

    Raises
    ------
    QueryError
        If a group cannot be found, or both are the same tracks.
    DiscoveryError
        If there is too little to compare.
    """
    from tunescape.discovery.compare.comparison import compare_groups
    from tunescape.discovery.compare.groups import REST
    from tunescape.discovery.compare.sentences import quoted
    from tunescape.errors import QueryError
    from tunescape.library.store import Library
    from tunescape.report.findings import Finding
    from tunescape.report.sections.hot import finding_blocks
    from tunescape.report.texts import Texts

    library, texts = Library(library_path), Texts(lang)
    first, second = _group(library, a), _group(library, b)
    if first == REST:
        first, second = second, first
    if isinstance(first, str):
        raise QueryError("the rest cannot be compared with itself", hint="choose a group")
    comparison = compare_groups(library, first, second)
    rest = quoted(comparison.pair.b, lang)
    title = texts(
        "hot_against", a=comparison.pair.a.name, b=rest if second == REST else comparison.pair.b.name
    )
    return tuple(finding_blocks(Finding(title, comparison), "difference", texts))


def chart_findings(library_path: str, lang: "Language") -> tuple["Block", ...]:
    """Tell what the tracks on a chart have in common: against the others, by their places, by their users.

    Returns
    -------
    tuple of Block
        Nothing where no track is on a chart.
    """
    from tunescape.library.store import Library
    from tunescape.report.findings import find_findings
    from tunescape.report.sections.hot import findings_blocks
    from tunescape.report.texts import Texts

    library = Library(library_path)
    tracks = library.tracks()
    chart = sorted(
        (track for track in tracks if track.rank is not None),
        key=lambda track: (track.rank or 0, track.track_id),
    )
    if not chart:
        return ()
    found = find_findings(library, tracks, chart, where=None, against=None, lang=lang)
    return tuple(findings_blocks(found, Texts(lang), charted=True))


def _group(library: "Library", asked: Asked) -> "Group | str":
    from tunescape.interfaces.web.services.groups import find_named_group

    text, name = asked
    found = find_named_group(library, text)
    return found if isinstance(found, str) else replace(found, name=name)
