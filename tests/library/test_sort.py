"""Tracks come in the order of any field, what is not known last."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.audio.tags import Tags
from tunescape.errors import QueryError
from tunescape.library.records import Description
from tunescape.library.sort import parse_sort
from tunescape.library.store import Library
from tunescape.library.where import FIELDS
from tunescape.library.writer import write_batch


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path_factory.mktemp("sort"), create=True)
    titles, years = ["été", "Beta", "alpha", "Beta"], [2001, None, 1999, 2020]
    found = [invent(i, f"/m/{i}.flac", tags=Tags(titles[i], year=years[i])) for i in range(4)]
    write_batch(library, found, segmentation="4x15")
    return library


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("year", "2031"),
        ("-year", "3021"),
        ("title", "2130"),
        ("-TITLE", "0132"),
        (" - path ", "3210"),
        ("rank", "0123"),
    ],
)
def test_the_order(library: Library, order: str, expected: str) -> None:
    found = "".join(Path(track.path).stem for track in library.tracks(order_by=parse_sort(order)))
    assert found == expected


def test_a_limit_takes_the_first_in_the_order(library: Library) -> None:
    (track,) = library.tracks(order_by=parse_sort("-year"), limit=1)
    assert track.year == 2020


@pytest.mark.parametrize("order", ["", "-", "password", "year, title", "--year", "year desc"])
def test_what_is_no_field_is_a_sentence(order: str) -> None:
    with pytest.raises(QueryError, match=r"there is no field .*the fields are track_id, "):
        parse_sort(order)


def test_every_field_is_an_order(library: Library) -> None:
    for name in FIELDS:
        assert len(library.tracks(order_by=parse_sort(f"-{name}"))) == 4
