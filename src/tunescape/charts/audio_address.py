"""Where the audio of a piece is: what the chart says, or what its source answers when asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from tunescape.charts.answers import parse_json, value_at
from tunescape.charts.chart import ChartItem
from tunescape.charts.profile import ChartProfile, shipped_profiles
from tunescape.charts.urls import absolute_url
from tunescape.charts.values import to_text
from tunescape.charts.web import Web
from tunescape.errors import ChartError

__all__ = ["Lookup", "find_audio_url", "lookups_for"]


@dataclass(frozen=True)
class Lookup:
    """A source that can be asked for the audio of a piece."""

    profile: ChartProfile
    base: str
    headers: dict[str, str]


def lookups_for(
    items: Iterable[ChartItem], *, profile: ChartProfile | None = None, base: str | None = None
) -> dict[str, Lookup]:
    """Return whom to ask, by the source of the pieces that name no address themselves.

    Parameters
    ----------
    items : iterable of ChartItem
    profile : ChartProfile, optional
        For all of them; by default the shipped one that a piece names as its source. A chart may come from
        anybody, so what it names is never taken for a path.
    base : str, optional
        Where the source is; by default what the environment variable of the profile holds.

    Raises
    ------
    ChartError
        If where a source is, or a header it needs, is not known.
    """
    shipped = shipped_profiles()
    found = {}
    for source in {item.source for item in items if not item.audio_url}:
        known = profile or shipped.get(source)
        if known is not None and known.audio.url is not None:
            found[source] = Lookup(known, known.base(base), known.request_headers())
    return found


def find_audio_url(web: Web, item: ChartItem, lookups: dict[str, Lookup]) -> str:
    """Return the address of the audio of a piece.

    Raises
    ------
    ChartError
        If neither the chart nor its source tells.
    """
    if item.audio_url:
        return item.audio_url
    lookup = lookups.get(item.source)
    if lookup is None:
        raise ChartError("the chart has no address for it", hint="fill in audio_url, or give --source")
    request = lookup.profile.audio_request_url(lookup.base, item.music_id)
    document = web.read(request, private=lookup.headers)
    try:
        found = to_text(value_at(parse_json(document.body), lookup.profile.audio.at))
    except ChartError as error:
        raise ChartError(f"what the source sends for it {error.reason}") from error
    if found is None:
        raise ChartError("the source has no address for it")
    return absolute_url(found, document.url)
