"""More or less rhythm on the command line, and a library from before rhythm was heard."""

from collections.abc import Callable
from typing import Any

import pytest
from shelf import Outcome, Shelf

Run = Callable[..., Outcome]


def similarities(outcome: Outcome) -> dict[str, float]:
    rows: list[dict[str, Any]] = outcome.document
    return {row["track_id"]: row["similarity"] for row in rows}


def test_similar_takes_an_amount_of_rhythm(shelf: Shelf, tunescape: Run) -> None:
    song = shelf.path("01 夜曲.flac")
    as_always = similarities(tunescape("similar", song, "--json"))
    assert similarities(tunescape("similar", song, "--rhythm", 1, "--json")) == as_always
    without = similarities(tunescape("similar", song, "--rhythm", 0, "--json"))
    assert without == pytest.approx(similarities(tunescape("similar", song, "--space", "timbre", "--json")))
    assert without != pytest.approx(as_always)
    assert similarities(tunescape("similar", song, "--rhythm", 2, "--json")) != pytest.approx(as_always)


@pytest.mark.parametrize("to", [(), ("--to", "Été")])
def test_playlists_and_paths_take_it_too(to: tuple[str, ...], tunescape: Run) -> None:
    options = ("playlist", "夜曲", *to, "-n", 4, "--json")
    plain, dancing = (tunescape(*options, "--rhythm", amount).document["tracks"] for amount in (0, 2))
    assert [row["similarity"] for row in plain] != [row["similarity"] for row in dancing]


def test_wrong_amounts_are_refused(tunescape: Run) -> None:
    assert tunescape("similar", "夜曲", "--rhythm", 3).code == 2
    assert tunescape("similar", "夜曲", "--space", "statistical", "--rhythm", 2).refused(
        "has no rhythm", "timbre+rhythm"
    )


def test_a_library_from_before_is_told_what_to_do(copied: Shelf, tunescape: Run) -> None:
    library = copied.library
    with library.transaction() as connection:
        connection.exec_driver_sql("UPDATE features SET version = 1 WHERE name = 'rhythm'")
    options = ("--library", copied.library_path)
    rows = tunescape("status", "--json", *options).document["feature_sets"]
    (row,) = (row for row in rows if row["name"] == "rhythm@3")
    assert (row["tracks"], row["stale"]) == (0, 6)
    assert tunescape("similar", "夜曲", *options).refused(
        "needs the feature set rhythm@3", "tunescape analyze", "--features rhythm"
    )
    # timbre is there, and can be used meanwhile
    assert tunescape("similar", "夜曲", "--rhythm", 0, "--json", *options).code == 0
    assert tunescape("analyze", copied.music, "--jobs", 1, *options).code in (0, 1)
    assert len(tunescape("similar", "夜曲", "--json", *options).document) > 0
