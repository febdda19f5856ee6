"""``compare`` as a command: documents, sentences, and what it says to bad input."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from shelf import Outcome

from tunescape.audio.tags import Tags
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Path:
    """Twenty tracks of ten years; the newer ten have more of one tag."""
    tag = FEATURE_SETS["musicnn"].dimensions.index("tag.dance")
    found = []
    for i in range(20):
        described = invent(
            i, f"/m/{'old' if i < 10 else 'new'}/{i:02d}.mp3", tags=Tags(f"T{i}", year=2000 + i)
        )
        features = {"musicnn": np.abs(described.features["musicnn"]) * 0.01}
        features["musicnn"][:, tag] = (0.1 if i < 10 else 0.5) + 0.005 * (i % 10)
        found.append(invent(i, described.file.path, tags=described.tags, features=features))
    library = Library(tmp_path_factory.mktemp("compare"), create=True)
    write_batch(library, found, segmentation="4x15")
    return library.path


def test_the_document_is_the_contract(tunescape: Run, library: Path) -> None:
    outcome = tunescape("compare", "year >= 2010", "rest", "--json", "--library", library)
    assert outcome.code == 0
    document = outcome.document
    assert document["a"] == {"name": "year >= 2010", "tracks": 10, "unheard": 0}
    assert (document["b"]["name"], document["overlap"]) == ("rest", 0)
    first = document["differences"][0]
    assert set(first) >= {
        *("feature", "mean_a", "mean_b", "effect_size", "ci_low", "ci_high", "p_value", "p_adjusted")
    }
    assert first["feature"] == "tag.dance"
    assert (first["significant"], first["effect_size"]) == (True, 1.0)
    assert first["mean_a"] - first["mean_b"] == pytest.approx(0.4, abs=0.01)
    (sentence,) = document["summary"]
    assert sentence == "Beside the rest, “year >= 2010” sounds more “dance” (0.52 against 0.12)."


def test_people_get_sentences_and_a_table(tunescape: Run, library: Path) -> None:
    outcome = tunescape("compare", "year >= 2010", "rest", "--library", library)
    assert (outcome.code, outcome.out) == (0, "")
    assert "“year >= 2010”: 10 tracks; the rest: 10 tracks." in outcome.err
    assert "sounds more “dance”" in outcome.err
    assert "tag “dance”" in outcome.err
    chinese = tunescape("compare", "year >= 2010", "rest", "--lang", "zh", "--library", library)
    assert "听起来“舞曲”感更强（0.52 对 0.12）" in chinese.err
    assert "rest" not in chinese.err
    assert chinese.err.count("其余曲目") == 3  # in the note, the sentence and the heading


def test_correlations(tunescape: Run, library: Path) -> None:
    outcome = tunescape("compare", "year > 0", "--correlate", "year", "--json", "--library", library)
    document = outcome.document
    assert (document["column"], document["known"]) == ("year", 20)
    first = document["correlations"][0]
    assert set(first) >= {"feature", "rho", "p_adjusted"}
    assert (first["feature"], first["rho"], first["significant"]) == ("tag.dance", 1.0, True)
    assert document["summary"][0].startswith("The newer a track is, the more “dance” (ρ +1.00)")
    shown = tunescape("compare", "year > 0", "--correlate", "year", "--library", library)
    assert "tag “dance”" in shown.err
    assert "< 0.001" in shown.err


def test_what_was_not_heard_is_told(tunescape: Run, library: Path) -> None:
    outcome = tunescape("compare", "year >= 2010", "rest", "--json", "--library", library)
    assert any("tunescape analyze FOLDER" in note for note in outcome.document["notes"])
    assert "tunescape analyze FOLDER" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("year = 2001", "rest"), ("holds a single track", "at least two")),
        (("year = 1900", "rest"), ("no track matches",)),
        (("year > 1900", "rest"), ("there is no rest",)),
        (("year > 2005", "year > 2005"), ("the same tracks",)),
        (("nonsense", "rest"), ("no folder, no playlist and no condition",)),
        (("year > 2005",), ("name a second group",)),
        (("year > 2005", "rest", "--correlate", "year"), ("and not both",)),
        (("year > 2005", "--correlate", "title"), ("title is no number", "users_gained")),
        (("year > 2005", "--correlate", "loudness"), ("there is no column loudness",)),
        (("year > 2005", "--correlate", "users"), ("users is known of 0 of the 14 tracks",)),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tunescape: Run, library: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert tunescape("compare", *arguments, "--json", "--library", library).refused(*words)


def test_a_folder_that_was_not_analysed(tunescape: Run, library: Path, tmp_path: Path) -> None:
    (tmp_path / "new.mp3").write_bytes(b"x")
    assert tunescape("compare", tmp_path, "rest", "--library", library).refused("`tunescape analyze FOLDER`")
    os.remove(tmp_path / "new.mp3")
    assert tunescape("compare", tmp_path, "rest", "--library", library).refused("holds no audio files")


def test_two_real_tracks(tunescape: Run) -> None:
    outcome = tunescape("compare", 'title = "夜曲" or title = "Été"', 'artist = "the sines"', "--json")
    assert outcome.code == 0
    assert len(outcome.document["differences"]) > 50
    assert "no difference can be told from chance" in outcome.document["summary"][0]
