"""The items of a page, whatever format it has."""

import json
from collections.abc import Mapping, Sequence

from tunescape.charts.csv_rows import parse_csv, unguard_cell
from tunescape.charts.feed import parse_feed
from tunescape.charts.profile import ChartProfile
from tunescape.charts.values import to_text
from tunescape.charts.web import Document
from tunescape.errors import ChartError

__all__ = ["first_of", "page_items", "parse_json", "value_at"]

_SHOWN = 80


def page_items(document: Document, profile: ChartProfile) -> list[Mapping[str, object]]:
    """Return the items of a page.

    Parameters
    ----------
    document : Document
    profile : ChartProfile

    Returns
    -------
    list of mapping
        What is no object is left out.

    Raises
    ------
    ChartError
        If the page has not the format of the profile, or no list where the profile says.
    """
    if profile.format == "csv":
        rows = parse_csv(document.body)
        return [{name: unguard_cell(cell) for name, cell in row.items()} for row in rows]
    if profile.format == "feed":
        return list(parse_feed(document.body, charset=document.charset))
    answer = parse_json(document.body)
    for place in profile.items:
        found = value_at(answer, place)
        if isinstance(found, list):
            return [item for item in found if isinstance(item, dict)]
    places = " or ".join(place or "its root" for place in profile.items)
    raise ChartError(f"holds no list at {places}{_said(answer)}")


def parse_json(data: bytes) -> object:
    """Return what JSON holds.

    Raises
    ------
    ChartError
        If it is none; a web page, say, because one has to log in.
    """
    try:
        answer: object = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        page = data.lstrip()[:1] == b"<"
        raise ChartError("is a web page, not JSON" if page else "is not JSON") from error
    return answer


def value_at(value: object, place: str) -> object:
    """Return what lies at a place such as ``data.list`` or ``items.0.name``; None if nothing does.

    Parameters
    ----------
    value : object
        Of JSON.
    place : str
        Names and positions, joined by dots; the empty place is the value itself.
    """
    if not place:
        return value
    if isinstance(value, Mapping) and place in value:
        return value[place]
    name, _, rest = place.partition(".")
    if isinstance(value, Mapping) and name in value:
        return value_at(value[name], rest)
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return value_at(value[int(name)], rest)
    return None


def first_of(item: Mapping[str, object], places: Sequence[str]) -> object:
    """Return what lies at the first of several places that holds anything."""
    for place in places:
        value = value_at(item, place)
        if value not in (None, ""):
            return value
    return None


def _said(answer: object) -> str:
    # services that want a login say so in a field of their own naming
    if not isinstance(answer, Mapping):
        return ""
    told = [f"{to_text(name)}: {text[:_SHOWN]}" for name, value in answer.items() if (text := to_text(value))]
    return f", but {', '.join(told[:3])}" if told else ""
