"""The space of metadata: what files say, and nothing that is heard."""

import random
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.audio.tags import Tags
from tunescape.discovery.metadata import METADATA, metadata_vector
from tunescape.discovery.neighbours import similar
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.playlist import grow_playlist
from tunescape.discovery.sound import find_sound
from tunescape.discovery.space import SPACES, space_matrix
from tunescape.library.labels import remove_label, set_label
from tunescape.library.records import Description, Track
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

SPACE = SPACES["metadata"]


def track(**facts: object) -> Track:
    known = {
        "track_id": "a",
        "path": "/m/01.flac",
        "title": "01",
        "artist": None,
        "album": None,
        "genre": None,
        "year": None,
        "duration_s": 200.0,
        "tempo_bpm": None,
        "key": None,
        "tags": (),
    }
    return Track(**(known | facts))  # type: ignore[arg-type]


def part(name: str, of: Track) -> np.ndarray:
    columns = [i for i, dimension in enumerate(METADATA.dimensions) if dimension.startswith(f"{name}.")]
    return metadata_vector(of)[columns]


def likeness(name: str, a: Track, b: Track) -> float:
    x, y = part(name, a), part(name, b)
    return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))


@given(text=st.text(max_size=60), year=st.one_of(st.none(), st.integers(-5, 99999)))
def test_any_text_has_a_finite_vector_of_the_declared_length(text: str, year: int | None) -> None:
    vector = metadata_vector(track(artist=text, title=text, genre=text, year=year, duration_s=0.0))
    assert vector.shape == (len(METADATA.dimensions),)
    assert np.isfinite(vector).all()


def test_the_hash_is_the_same_on_every_machine() -> None:
    # frozen: another value would make the vectors of two installations differ
    (place,) = np.flatnonzero(part("artist", track(artist="Adele")))
    assert (int(place), float(part("artist", track(artist="Adele"))[place])) == (253, 1.0)


def test_case_and_width_of_letters_do_not_matter() -> None:
    np.testing.assert_array_equal(
        part("artist", track(artist="The ＣＵＲＥ")), part("artist", track(artist="the cure"))
    )


def test_names_are_alike_by_the_words_they_share() -> None:
    quintet, sextet = track(artist="Miles Davis Quintet"), track(artist="Miles Davis Sextet")
    assert likeness("artist", quintet, sextet) == pytest.approx(2 / 3, abs=0.01)
    assert likeness("artist", quintet, track(artist="Кино")) == pytest.approx(0, abs=0.01)
    # written without spaces: by the character
    assert likeness("title", track(title="夜曲"), track(title="夜の曲")) > 0.7


def test_few_words_collide() -> None:
    rng = random.Random(0)
    words = ["".join(rng.choices(string.ascii_lowercase, k=8)) for _ in range(60)]
    vectors = np.array([part("title", track(title=word)) for word in words])
    assert np.abs(vectors @ vectors.T - np.eye(60)).sum() / 2 < 15


def test_near_years_and_lengths_are_alike_and_far_ones_are_not() -> None:
    by_year = [likeness("year", track(year=1990), track(year=year)) for year in (1990, 1992, 2000, 2020)]
    assert by_year == sorted(by_year, reverse=True)
    assert by_year[0] == pytest.approx(1)
    assert by_year[1] > 0.9
    assert by_year[3] < 0.01
    assert likeness("duration", track(duration_s=200), track(duration_s=210)) > 0.9
    assert likeness("duration", track(duration_s=200), track(duration_s=800)) < 0.01


def test_what_a_file_does_not_say_counts_nothing() -> None:
    silent = metadata_vector(track())
    assert {name.split(".")[0] for name in np.array(METADATA.dimensions)[silent != 0]} == {"duration"}
    # a file's name is no title
    assert not part("title", track(title="Été", path="/m/E\u0301te\u0301.opus")).any()


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    said = [
        ("Adele", "pop", 2011),
        ("Adele", "pop", 2015),
        ("Slayer", "metal", 1986),
        ("Metallica", "metal", 1986),
        ("Sade", "soul", 1984),
    ]
    found = []
    for i, (artist, genre, year) in enumerate(said):
        tags = Tags(title=f"Song {i}", artist=artist, genre=genre, year=year)
        found.append(replace(invent(i, f"/m/{i}.flac", tags=tags), features={}, duration_s=200.0))
    library = Library(tmp_path / "library", create=True)
    write_batch(library, found, segmentation="4x15")
    return library


def test_similar_finds_the_same_artist_then_the_same_genre_without_a_sound(library: Library) -> None:
    assert SPACE.feature_sets == ()
    for title, nearest in (("Song 0", "Song 1"), ("Song 2", "Song 3")):
        matches = similar(library, find_sound(library, title), space=SPACE)
        assert matches[0].track.title == nearest
    grown = grow_playlist(library, [find_sound(library, "Song 2")], n=2, space=SPACE)
    assert [match.track.title for match in grown.tracks] == ["Song 2", "Song 3"]


def test_a_vector_of_the_library_is_that_of_the_sound(library: Library) -> None:
    matrix = space_matrix(library, SPACE)
    sound = find_sound(library, "Song 4")
    row = matrix.rows[matrix.track_ids.index(sound.track.track_id)]
    np.testing.assert_allclose(row, SPACE.embed(sound.described), atol=1e-6)


def test_a_label_by_hand_counts_at_once(library: Library) -> None:
    space_matrix(library, SPACE)
    sade = find_sound(library, "Song 4").track.track_id
    set_label(library, sade, "metal")
    assert _cosine(library, "Song 4", "Song 2") > 0.3
    remove_label(library, sade)
    assert _cosine(library, "Song 4", "Song 2") < 0.2


def _cosine(library: Library, a: str, b: str) -> float:
    matrix = space_matrix(library, SPACE)
    rows = [matrix.track_ids.index(find_sound(library, title).track.track_id) for title in (a, b)]
    return float(matrix.rows[rows[0]] @ matrix.rows[rows[1]])


def test_it_adds_up_with_what_is_heard(
    tmp_path: Path, grouped: Callable[..., Library], invent: Callable[..., Description]
) -> None:
    library = grouped(tmp_path / "groups", 3, 3)
    space = find_space(library, "statistical+metadata*0.5")
    matrix = space_matrix(library, space)
    assert matrix.rows.shape == (6, 42 + len(METADATA.dimensions))
    np.testing.assert_allclose(np.linalg.norm(matrix.rows, axis=1), 1, atol=1e-5)
