"""Playlists keep their promises."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.audio.tags import Tags
from tunescape.discovery.path import find_path
from tunescape.discovery.playlist import Playlist, grow_playlist
from tunescape.discovery.sound import Sound, find_sound
from tunescape.discovery.space import parse_space
from tunescape.errors import DiscoveryError
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

ARC = parse_space("statistical")
Step = Callable[[int], Sound]


def numbers(playlist: Playlist) -> list[int]:
    return [int(match.track.title.split()[1]) for match in playlist.tracks]


def test_it_starts_with_the_seeds_and_stays_near_them(arc_library: Library, step: Step) -> None:
    playlist = grow_playlist(arc_library, [step(30)], n=5, space=ARC)
    assert numbers(playlist)[0] == 30
    assert sorted(numbers(playlist)) == [28, 29, 30, 31, 32]
    assert [match.rank for match in playlist.tracks] == [1, 2, 3, 4, 5]
    assert [track.title for track in playlist.seeds] == ["Step 30"]


def test_several_seeds_meet_in_the_middle(arc_library: Library, step: Step) -> None:
    playlist = grow_playlist(arc_library, [step(20), step(40)], n=5, space=ARC)
    assert numbers(playlist)[:2] == [20, 40]
    assert sorted(numbers(playlist)[2:]) == [29, 30, 31]


def test_minus_pushes_away(arc_library: Library, step: Step) -> None:
    playlist = grow_playlist(arc_library, [step(30)], minus=[step(32)], n=6, space=ARC)
    assert 32 not in numbers(playlist)
    assert np.mean(numbers(playlist)) < 30


def test_artists_are_limited_but_seeds_stay(arc_library: Library, step: Step) -> None:
    # artists repeat every twenty steps
    playlist = grow_playlist(arc_library, [step(5), step(25), step(45)], n=60, max_per_artist=2, space=ARC)
    artists = Counter(match.track.artist for match in playlist.tracks)
    assert artists.pop("Artist 5") == 3
    assert set(artists.values()) == {2}
    unlimited = grow_playlist(arc_library, [step(5)], n=60, max_per_artist=None, space=ARC)
    assert len(unlimited.tracks) == 60


def test_diversity_spreads_out(arc_library: Library, step: Step) -> None:
    spreads = [
        np.ptp(numbers(grow_playlist(arc_library, [step(30)], n=8, diversity=diversity, space=ARC)))
        for diversity in (0.0, 0.5, 1.0)
    ]
    assert spreads[0] == 7
    assert spreads[0] < spreads[1] <= spreads[2]


@settings(max_examples=25, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 59), min_size=1, max_size=4),
    minus=st.lists(st.integers(0, 59), max_size=2),
    n=st.integers(4, 70),
    max_per_artist=st.integers(1, 3),
    diversity=st.floats(0, 1),
)
def test_whatever_is_asked_no_track_comes_twice(
    arc_library: Library,
    step: Step,
    seeds: list[int],
    minus: list[int],
    n: int,
    max_per_artist: int,
    diversity: float,
) -> None:
    minus = [i for i in minus if i not in seeds]
    playlist = grow_playlist(
        arc_library,
        [step(i) for i in seeds],
        minus=[step(i) for i in minus],
        n=n,
        max_per_artist=max_per_artist,
        diversity=diversity,
        space=ARC,
    )
    found = numbers(playlist)
    assert len(found) == len(set(found)) <= n
    assert found[: len(set(seeds))] == list(dict.fromkeys(seeds))
    grown = playlist.tracks[len(set(seeds)) :]
    assert not {int(match.track.title.split()[1]) for match in grown} & set(minus)


def test_a_path_takes_small_even_steps(arc_library: Library, step: Step) -> None:
    playlist = find_path(arc_library, [step(0), step(50)], n=11, space=ARC)
    found = numbers(playlist)
    assert found[0] == 0
    assert found[-1] == 50
    assert found == sorted(found)
    assert set(np.diff(found)) <= {4, 5, 6}
    # the similarity of a step is that to the track before
    np.testing.assert_allclose(
        [match.similarity for match in playlist.tracks[1:]], np.cos(np.radians(2 * np.diff(found))), atol=1e-5
    )


def test_a_path_leads_through_every_waypoint(arc_library: Library, step: Step) -> None:
    found = numbers(find_path(arc_library, [step(10), step(40), step(20)], n=13, space=ARC))
    assert (found[0], found[-1]) == (10, 20)
    assert found[: found.index(40) + 1] == sorted(found[: found.index(40) + 1])
    assert len(found) == len(set(found)) == 13


@pytest.mark.parametrize("waypoints", [(0, 1), (0, 1, 2)])
def test_a_path_between_identical_sounds_is_as_long_as_any(
    tmp_path: Path, invent: Callable[..., Description], waypoints: tuple[int, ...]
) -> None:
    library = Library(tmp_path / "library", create=True)
    same = {"statistical": invent(0).features["statistical"]}
    tracks = [
        invent(i, f"/m/{i}.flac", tags=Tags(f"Track {i}"), features=same if i < 3 else invent(i).features)
        for i in range(9)
    ]
    write_batch(library, tracks, segmentation="4x15")
    stops = [find_sound(library, f"Track {i}") for i in waypoints]
    found = numbers(find_path(library, stops, n=8, space=ARC))
    assert len(set(found)) == 8
    assert [found[0], found[-1]] == [waypoints[0], waypoints[-1]]
    assert set(waypoints) <= set(found)


def test_a_path_in_a_library_too_small_is_shorter(arc_library: Library, step: Step) -> None:
    found = numbers(find_path(arc_library, [step(0), step(59)], n=200, max_per_artist=None, space=ARC))
    assert sorted(found) == list(range(60))


def test_the_shortest_path_is_its_ends(arc_library: Library, step: Step) -> None:
    assert numbers(find_path(arc_library, [step(3), step(9)], n=2, space=ARC)) == [3, 9]


def test_what_contradicts_itself_is_refused(arc_library: Library, step: Step) -> None:
    with pytest.raises(DiscoveryError, match="2 waypoints are more than the 1 tracks"):
        find_path(arc_library, [step(3), step(9)], n=1, space=ARC)
    with pytest.raises(DiscoveryError, match="3 seeds are more than the 2"):
        grow_playlist(arc_library, [step(1), step(2), step(3)], n=2, space=ARC)
    with pytest.raises(DiscoveryError, match="'Step 01' cannot be wanted and unwanted"):
        grow_playlist(arc_library, [step(1)], minus=[step(1)], space=ARC)


def test_a_path_needs_two_ends(arc_library: Library, step: Step) -> None:
    with pytest.raises(DiscoveryError, match="two different tracks"):
        find_path(arc_library, [step(3), step(3)], space=ARC)
    with pytest.raises(DiscoveryError, match="at least one seed"):
        grow_playlist(arc_library, [], space=ARC)
