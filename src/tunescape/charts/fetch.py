"""Fetch a chart from its source, page by page."""

import contextlib
import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tunescape.charts.addresses import AddressPolicy
from tunescape.charts.answers import first_of, page_items
from tunescape.charts.chart import Chart, ChartBuilder
from tunescape.charts.manners import Manners
from tunescape.charts.profile import ChartProfile
from tunescape.charts.urls import absolute_url, parse_url, port_of
from tunescape.charts.values import to_text
from tunescape.charts.web import Document, Web
from tunescape.errors import ChartError

__all__ = ["fetch_chart"]

_MAX_FILE_BYTES = 32 * 2**20


def fetch_chart(
    profile: ChartProfile,
    *,
    base: str | None = None,
    keyword: str = "",
    limit: int | None = None,
    allow_private: bool = False,
    manners: Manners | None = None,
    on_page: Callable[[int], None] | None = None,
) -> Chart:
    """Fetch a chart.

    Parameters
    ----------
    profile : ChartProfile
    base : str, optional
        Where the source is: an address, or a path where the profile takes files; by default what the
        environment variable of the profile holds. An address of this machine or its network that stands here
        is yours to name; one that a redirect leads to is refused.
    keyword : str
        What to search for, where the source searches.
    limit : int >= 1, optional
        Wanted number of pieces; by default the profile's.
    allow_private : bool
        Connect to any address.
    manners : Manners, optional
    on_page : callable, optional
        Told the number of pieces after each page.

    Returns
    -------
    Chart
        In the source's order, each piece once. If a page but the first fails, what came before, and why.

    Raises
    ------
    ChartError
        If the first page cannot be had, or holds no pieces.
    """
    base = profile.base(base)
    wanted = limit or profile.paging.wanted
    builder = ChartBuilder(source=profile.name, fetched_at=_now(), duration_unit=profile.duration_unit)
    incomplete = None
    with _source(profile, base, allow_private, manners or Manners()) as read:
        page = 0
        while len(builder) < wanted:
            before = len(builder)
            try:
                _add_page(builder, profile, read(profile.page_url(base, page, keyword=keyword)))
            except ChartError as error:
                if not page:
                    raise
                incomplete = f"page {page + 1}: {error}"
                break
            if on_page:
                on_page(min(len(builder), wanted))
            # some services repeat their last page for ever
            if not profile.pages or len(builder) == before:
                break
            page += 1
    chart = builder.chart(limit=wanted, incomplete=incomplete)
    if not chart.items:
        lost = f", but {len(chart.without_id)} without an id" if chart.without_id else ""
        raise ChartError(f"the source {profile.name} has no pieces{lost}")
    return chart


@contextlib.contextmanager
def _source(
    profile: ChartProfile, base: str, allow_private: bool, manners: Manners
) -> Iterator[Callable[[str], Document]]:
    if profile.local and "://" not in base:
        yield _read_file
        return
    try:
        typed = parse_url(profile.page_url(base, 0))
    except ChartError as error:
        raise ChartError(f"where the source {profile.name} is: {error.reason}", hint=error.hint) from error
    headers = profile.request_headers()
    named = frozenset({(typed.host, port_of(typed))})
    with Web(AddressPolicy(allow_private, named), manners) as web:
        yield lambda url: web.read(url, private=headers)


def _read_file(path: str) -> Document:
    try:
        if os.path.getsize(path) > _MAX_FILE_BYTES:
            raise ChartError("is larger than 32 MiB", path=path)
        return Document(Path(path).read_bytes(), "", None)
    except OSError as error:
        raise ChartError(f"cannot be read ({error.strerror})", path=path) from error


def _add_page(builder: ChartBuilder, profile: ChartProfile, document: Document) -> None:
    try:
        items = page_items(document, profile)
    except ChartError as error:
        raise ChartError(f"what the source {profile.name} sends {error.reason}", hint=error.hint) from error
    for item in items:
        address = to_text(first_of(item, profile.audio.field))
        values = {name: first_of(item, places) for name, places in profile.fields.items()}
        builder.add(values, audio_url=absolute_url(address, document.url) if address else None)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
