"""The track that comes next, on an arc of tracks two degrees apart."""

from collections.abc import Callable

import pytest

from tunescape.discovery.next_best import next_best
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES
from tunescape.errors import DiscoveryError
from tunescape.library.store import Library

Step = Callable[[int], Sound]
SPACE = SPACES["statistical"]


def test_the_nearest_that_is_not_there_comes_next(arc_library: Library, step: Step) -> None:
    members = [step(i).track for i in (10, 11, 9)]
    found = next_best(arc_library, [step(10)], members=members, space=SPACE, max_per_artist=None)
    assert found is not None
    assert found.track.title in ("Step 08", "Step 12")


def test_what_was_rejected_does_not_come(arc_library: Library, step: Step) -> None:
    excluded = {step(i).track.track_id for i in (9, 11, 8)}
    members = [step(10).track]
    found = next_best(
        arc_library, [step(10)], members=members, excluded=excluded, space=SPACE, max_per_artist=None
    )
    assert found is not None
    assert found.track.title == "Step 12"


def test_between_two_tracks_comes_the_middle(arc_library: Library, step: Step) -> None:
    members = [step(20).track, step(30).track]
    found = next_best(arc_library, [step(20), step(30)], members=members, space=SPACE)
    assert found is not None
    assert found.track.title == "Step 25"


def test_artists_are_limited(arc_library: Library, step: Step) -> None:
    # artists come again after twenty steps
    members = [step(5).track, step(45).track]
    found = next_best(arc_library, [step(25)], members=members, space=SPACE, max_per_artist=2)
    assert found is not None
    assert found.track.artist != "Artist 5"


def test_away_from_what_is_not_wanted(arc_library: Library, step: Step) -> None:
    found = next_best(arc_library, [step(30)], members=[step(30).track], minus=[step(34)], space=SPACE)
    assert found is not None
    assert found.track.title < "Step 30"


def test_where_nothing_is_left_nothing_comes(arc_library: Library) -> None:
    tracks = arc_library.tracks()
    wanted = Sound(tracks[0], {}, (), stored=True)
    with pytest.raises(DiscoveryError):
        next_best(arc_library, [wanted], members=[], space=SPACE)


def test_a_whole_library_leaves_none(arc_library: Library, step: Step) -> None:
    assert next_best(arc_library, [step(0)], members=arc_library.tracks(), space=SPACE) is None
