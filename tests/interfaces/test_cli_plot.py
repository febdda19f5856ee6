"""``tunescape plot``: pictures as files, whatever names a track."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from shelf import Outcome, Shelf

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.report.fonts import lettering
from tunescape.report.pictures import recording
from tunescape.report.pictures.views import VIEWS

Run = Callable[..., Outcome]


def test_views_of_a_track_of_the_library_are_files_with_its_name(
    tunescape: Run, shelf: Shelf, tmp_path: Path
) -> None:
    outcome = tunescape("plot", "夜曲", "--view", "mel,waveform", "-o", tmp_path / "new" / "folder", "--json")
    assert outcome.code == 0
    document = outcome.document
    assert list(document["files"]) == ["mel", "waveform"]
    assert document["files"]["mel"] == str(tmp_path / "new" / "folder" / "周杰倫 - 夜曲 [mel].png")
    for path in document["files"].values():
        assert imread(path).shape[:2] == (450, 1200)
    assert document["start_s"] == 0
    assert document["end_s"] == pytest.approx(4.0)
    assert sorted(os.listdir(tmp_path / "new" / "folder")) == sorted(
        os.path.basename(path) for path in document["files"].values()
    )


def test_a_path_an_id_and_a_title_draw_the_same(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    track = next(track for track in shelf.library.tracks() if track.title == "夜曲")
    for number, query in enumerate([track.path, track.track_id[:8], "夜曲"]):
        assert tunescape("plot", query, "--view", "chroma", "-o", tmp_path / str(number)).code == 0
    pictures = {path.name: path.read_bytes() for path in tmp_path.glob("*/*.png")}
    assert list(pictures) == ["周杰倫 - 夜曲 [chroma].png"]
    assert len({path.read_bytes() for path in tmp_path.glob("*/*.png")}) == 1


def test_a_file_needs_no_library(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    outcome = tunescape(
        "plot", shelf.path("Été.opus"), "--view", "waveform", "-o", tmp_path, "--library", tmp_path / "none"
    )
    assert outcome.code == 0
    assert outcome.out == ""
    assert str(tmp_path / "Кино - Été [waveform].png") in outcome.err
    assert not (tmp_path / "none").exists()


def test_every_view_at_once_decodes_once(
    tunescape: Run, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    read = AudioFile.read
    monkeypatch.setattr(
        AudioFile, "read", lambda self, *stretch: reads.append(stretch) or read(self, *stretch)
    )
    outcome = tunescape("plot", "夜曲", "--view", "all", "-o", tmp_path, "--size", "480x260", "--json")
    assert list(outcome.document["files"]) == list(VIEWS)
    assert len(reads) == 1
    for path in outcome.document["files"].values():
        assert imread(path).shape[:2] == (260, 480)


def test_a_stretch_is_drawn_where_it_lies(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    options = ["--view", "waveform", "-o", tmp_path, "--json"]
    document = tunescape("plot", "夜曲", *options, "--start", "1.5", "--duration", "1").document
    assert (document["start_s"], document["end_s"]) == pytest.approx((1.5, 2.5))
    assert document["notes"] == []
    assert tunescape("plot", "夜曲", *options, "--start", "100").refused("no audio", "100.0 s")


def test_what_is_too_long_is_cut_and_that_is_said(
    tunescape: Run, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MAX_DURATION_S", 2.0)
    outcome = tunescape("plot", "夜曲", "--view", "waveform", "-o", tmp_path, "--json")
    assert outcome.document["end_s"] == pytest.approx(2.0)
    assert len(outcome.document["notes"]) == 1
    assert "note: only 0:00 to 0:02 is drawn; --start and --duration" in outcome.err
    shorter = tunescape("plot", "夜曲", "--view", "waveform", "-o", tmp_path, "--duration", "1", "--json")
    assert shorter.document["notes"] == []


def test_a_picture_of_the_same_name_is_replaced(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    target = tmp_path / "周杰倫 - 夜曲 [mel].png"
    target.write_bytes(b"old")
    assert tunescape("plot", "夜曲", "--view", "mel", "-o", tmp_path).code == 0
    assert imread(target).shape[:2] == (450, 1200)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--view", "mel,smell"], ["no view 'smell'", "self-similarity", "or all"]),
        (["--view", ","], ["no view is named"]),
        (["--view", "mel", "--size", "big"], ["--size cannot be big", "1200x450"]),
        (["--view", "mel", "--size", "100x100"], ["--size cannot be 100x100", "400x220"]),
        (["--view", "mel", "--size", "99999x400"], ["--size cannot be 99999x400"]),
    ],
)
def test_wrong_usage_is_a_sentence(
    tunescape: Run, shelf: Shelf, tmp_path: Path, options: list[str], words: list[str]
) -> None:
    assert tunescape("plot", "夜曲", *options, "-o", tmp_path / "x").refused(*words)
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_drawn_or_written_is_a_sentence(tunescape: Run, shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert tunescape("plot", "no such song", "--view", "mel", "-o", tmp_path).refused("no track matches")
    assert tunescape("plot", shelf.path("rubbish.mp3"), "--view", "mel", "-o", tmp_path).refused(
        "rubbish.mp3"
    )
    assert tunescape("plot", "夜曲", "--view", "mel", "-o", tmp_path / "file").refused(
        "folder cannot be made"
    )
    taken = tmp_path / "周杰倫 - 夜曲 [mel].png"
    taken.mkdir()
    assert tunescape("plot", "夜曲", "--view", "mel", "-o", tmp_path).refused("cannot be written")
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(
    "title", ['AC/DC: "Live" <1>', "🎵" * 80, "x" * 300, "../../etc/passwd", "$HOME $x_1$"]
)
def test_any_title_makes_a_safe_name(
    tunescape: Run, tmp_path: Path, play: Callable[..., Signal], title: str
) -> None:
    write_audio(tmp_path / "a.flac", play(1, seconds=1.0), tags={"title": title})
    outcome = tunescape(
        "plot", tmp_path / "a.flac", "--view", "zero-crossing", "-o", tmp_path / "pictures", "--json"
    )
    (picture,) = (tmp_path / "pictures").iterdir()
    assert outcome.document["files"] == {"zero-crossing": str(picture)}
    assert len(picture.name.encode()) <= 200
    assert picture.name.endswith(" [zero-crossing].png")


def test_letters_no_font_has_are_told_with_the_package_that_brings_them(
    tunescape: Run, tmp_path: Path, play: Callable[..., Signal]
) -> None:
    title = "Blue 🎵 𓀀"
    letters = lettering(title)
    if not letters.missing:
        pytest.skip("a font with these symbols is installed")
    write_audio(tmp_path / "a.flac", play(1, seconds=1.0), tags={"title": title})
    outcome = tunescape("plot", tmp_path / "a.flac", "--view", "waveform", "-o", tmp_path, "--json")
    assert outcome.code == 0
    assert outcome.document["notes"] == [f"no installed font has {letters.missing}; {letters.hint}"]
    assert outcome.err.count("apt install") == 1


def test_surround_sound_and_a_clip_of_a_fifth_of_a_second_are_drawn(tunescape: Run, tmp_path: Path) -> None:
    from scipy.io import wavfile

    rng = np.random.default_rng(0)
    wavfile.write(tmp_path / "eight.wav", 44_100, (0.1 * rng.standard_normal((8820, 8))).astype(np.float32))
    outcome = tunescape(
        "plot", tmp_path / "eight.wav", "--view", "waveform,pitch,onsets", "-o", tmp_path / "p", "--json"
    )
    assert outcome.code == 0
    assert len(outcome.document["files"]) == 3


def test_the_help_names_every_view(tunescape: Run) -> None:
    shown = "".join(tunescape("plot", "--help").out.split())  # lines may break at a hyphen
    assert [view for view in VIEWS if view not in shown] == []
