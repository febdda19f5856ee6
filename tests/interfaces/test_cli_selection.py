"""``select-features``, ``spaces``, ``explain`` and ``similar --why`` on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import Outcome

from tunescape.discovery.why import BlockShare, Part, Reason
from tunescape.interfaces.explain_documents import reason_document
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

QUICK = ("--population", 8, "--generations", 3)


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Path:
    """Ten invented tracks of four segments, and one of a single segment."""
    found = [invent(i, f"/music/{i}.flac") for i in range(11)]
    found[10].features["statistical"] = found[10].features["statistical"][:1]
    for one in found:
        # invented fingerprints and loudness are not of music
        del one.features["loudness"]
    path = tmp_path / "library"
    write_batch(Library(path, create=True), found, segmentation="4x15")
    return path


def test_a_selection_is_reported_stored_and_used(
    tunescape: Callable[..., Outcome], library: Path, tmp_path: Path
) -> None:
    curve = tmp_path / "curve.png"
    made = tunescape(
        "select-features", *QUICK, "--name", "mine", "--curve", curve, "--json", "--library", library
    )
    assert made.code == 0
    document = made.document
    assert set(document) >= {
        "selected", "error_all", "error_selected", "held_out_error_all", "held_out_error_selected", "history"
    }  # fmt: skip
    assert document["excerpts"] == 20
    assert len(document["left_out"]) == 1
    assert len(document["history"]) == 4
    assert document["error_selected"] <= document["error_all"]
    assert curve.is_file()
    rows = tunescape("spaces", "--json", "--library", library).document
    assert (rows[-1]["name"], rows[-1]["own"]) == ("mine", True)
    assert rows[-1]["dimensions"] == len(document["selected"])
    track = rows and Library(library).tracks()[0].track_id
    found = tunescape("similar", track, "--space", "mine*0.5+rhythm", "--json", "--library", library)
    assert len(found.document) > 0
    assert tunescape("playlist", track, "--space", "mine", "-n", 3, "--json", "--library", library).code == 0
    exported = tmp_path / "mine.csv"
    assert tunescape("export", "mine", "-o", exported, "--library", library).code == 0
    header = exported.read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(["track_id", "path", *(f"statistical:{one}" for one in document["selected"])])


def test_the_seed_decides(tunescape: Callable[..., Outcome], library: Path) -> None:
    def run(seed: int) -> object:
        return tunescape("select-features", *QUICK, "--seed", seed, "--json", "--library", library).document

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_it_is_said_in_words(tunescape: Callable[..., Outcome], library: Path) -> None:
    first = tunescape("select-features", *QUICK, "--library", library)
    assert (first.code, first.out) == (0, "")
    assert "On tracks held out" in first.err
    assert "Left out 1 track of which only one segment was heard." in first.err
    assert "Made the space selected" in first.err
    again = tunescape("select-features", *QUICK, "--library", library)
    assert "Replaced the space selected" in again.err
    gone = tunescape("spaces", "--remove", "selected", "--library", library)
    assert "Forgot the space selected" in gone.err
    tunescape("spaces", "--remove", "selected", "--library", library).refused("no space of its own")


def test_what_cannot_be_is_refused_before_any_work(
    tunescape: Callable[..., Outcome], library: Path, tmp_path: Path
) -> None:
    def refused(*arguments: object) -> Callable[..., bool]:
        return tunescape("select-features", *arguments, "--library", library).refused

    refused("--name", "default")("the name 'default' is taken")
    refused("--name", "a b")("cannot be named")
    refused("--features", "fingerprint")("choose from")
    refused("--curve", tmp_path / "curve.pdf")(".png")
    # the shelf's tracks are shorter than a segment
    tunescape("select-features").refused("no track has two segments of statistical@1")
    assert not (tmp_path / "curve.pdf").exists()


def test_spaces_can_be_listed_without_a_library(
    tunescape: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(tmp_path / "none"))
    assert {"default", "statistical"} <= {row["name"] for row in tunescape("spaces", "--json").document}
    tunescape("spaces", "--library", tmp_path / "none").refused("no library")
    assert not (tmp_path / "none").exists()


def test_dimensions_are_explained(tunescape: Callable[..., Outcome], library: Path) -> None:
    one = tunescape("explain", "--dimension", 3, "--top", 2, "--json", "--library", library).document
    assert [row["dimension"] for row in one] == [3]
    assert one[0]["name"] == "musicnn:penultimate.004"
    assert len(one[0]["tracks"]) == len(one[0]["least"]) == 2
    assert set(one[0]["tracks"][0]) >= {"track_id", "path", "title", "artist", "activation"}
    assert "only 11 tracks" in one[0]["caution"]
    every = tunescape("explain", "--space", "statistical", "--json", "--library", library).document
    assert [row["dimension"] for row in every] == list(range(42))
    shown = tunescape("explain", "--dimension", 3, "--library", library)
    assert (shown.code, shown.out) == (0, "")
    assert "musicnn:penultimate.004 goes with" in shown.err
    assert "Mind: only 11 tracks" in shown.err
    assert "amp1000dkurt" in tunescape("explain", "--space", "statistical", "--library", library).err
    tunescape("explain", "--dimension", 9999, "--library", library).refused("count from 0 to")


def test_a_recommendation_says_why(tunescape: Callable[..., Outcome], shelf: object) -> None:
    rows = tunescape("similar", "夜曲", "--why", "--json").document
    assert rows
    for row in rows:
        blocks = row["why"]["blocks"]
        units = [round(1e6 * part["contribution"]) for block in blocks for part in block["parts"]]
        assert sum(units) == round(1e6 * row["similarity"])
        assert sum(round(1e6 * block["contribution"]) for block in blocks) == sum(units)
        assert row["why"]["sentence"].startswith("Similarity ")
    assert "why" not in tunescape("similar", "夜曲", "--json").document[0]
    shown = tunescape("similar", "夜曲", "--why")
    assert shown.out == ""
    assert "from musicnn" in shown.err


@given(
    st.lists(st.lists(st.floats(-1, 1), min_size=1, max_size=6), min_size=1, max_size=4), st.integers(-1, 1)
)
def test_rounded_parts_add_up_to_the_last_digit(values: list[list[float]], beside: int) -> None:
    blocks = tuple(
        BlockShare(str(i), tuple(Part("", value) for value in block)) for i, block in enumerate(values)
    )
    total = sum(sum(block) for block in values)
    # the similarity was computed elsewhere, in float32
    similarity = round(total + 1e-6 * beside, 6)
    document = reason_document(Reason(total, blocks, (), 100), similarity=similarity)
    units = [round(1e6 * part["contribution"]) for block in document["blocks"] for part in block["parts"]]
    assert sum(units) == round(1e6 * similarity)
    exact = [value for block in values for value in block]
    assert all(abs(unit / 1e6 - value) < 2.1e-6 for unit, value in zip(units, exact, strict=True))
