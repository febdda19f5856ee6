"""The nearest come first, and no recording twice."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tunescape.discovery.neighbours import similar
from tunescape.discovery.sound import Sound, find_sound
from tunescape.discovery.space import SPACES, parse_space
from tunescape.errors import DiscoveryError
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

ARC = parse_space("statistical")


def test_neighbours_on_an_arc_are_the_next_on_it(arc_library: Library, step: Callable[[int], Sound]) -> None:
    matches = similar(arc_library, step(30), n=4, space=ARC)
    assert {match.track.title for match in matches} == {"Step 28", "Step 29", "Step 31", "Step 32"}
    assert [match.rank for match in matches] == [1, 2, 3, 4]
    cosines = [match.similarity for match in matches]
    np.testing.assert_allclose(cosines, np.cos(np.radians([2, 2, 4, 4])), atol=1e-5)


def test_all_are_given_where_more_are_wanted(arc_library: Library, step: Callable[[int], Sound]) -> None:
    matches = similar(arc_library, step(0), n=1000, space=ARC)
    assert [match.track.title for match in matches] == [f"Step {i:02d}" for i in range(1, 60)]


def test_two_encodings_of_a_recording_come_once(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path, create=True)
    original, other = invent(1, "/m/a.flac"), invent(2, "/m/other.flac")
    rng = np.random.default_rng(0)
    lossy = {name: matrix.copy() for name, matrix in original.features.items()}
    for name in ("musicnn", "descriptors"):
        lossy[name] = lossy[name] + (0.02 * rng.normal(size=lossy[name].shape)).astype(np.float32)
    lossy["fingerprint"] = lossy["fingerprint"] ^ np.uint32(1)  # one bit of 32 lost
    copy = replace(
        original,
        track_id="f" * 32,
        features=lossy,
        duration_s=original.duration_s + 0.05,
        file=replace(original.file, path=b"/m/a.mp3"),
    )
    write_batch(library, [original, other, copy], segmentation="4x15")
    titles = [match.track.track_id for match in similar(library, find_sound(library, "/m/other.flac"))]
    assert len(titles) == 1
    assert [match.track.title for match in similar(library, find_sound(library, "/m/a.mp3"))] == ["Title 2"]


def test_other_music_as_near_is_not_merged(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path, create=True)
    first = invent(1, "/m/a.flac")
    features = {**first.features, "fingerprint": invent(2).features["fingerprint"]}
    path = replace(first.file, path=b"/m/b.flac")
    write_batch(
        library, [first, replace(first, track_id="f" * 32, features=features, file=path)], segmentation="x"
    )
    (match,) = similar(library, find_sound(library, "/m/a.flac"))
    assert match.similarity == pytest.approx(1.0, abs=1e-6)


def test_an_empty_library_says_so(empty_library: Library, step: Callable[[int], Sound]) -> None:
    with pytest.raises(DiscoveryError, match="no track has a place in the space default"):
        similar(empty_library, step(1), space=SPACES["default"])
