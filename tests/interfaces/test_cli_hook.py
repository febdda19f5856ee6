"""``tunescape hook``: from a file, a track or a folder to the catchiest stretch of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
from shelf import Outcome, Shelf
from songs import RATE, song

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.annotations import annotation_names, read_annotation

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Verse, chorus, verse, chorus, of 16 s each, bars of 2 s."""
    path = tmp_path_factory.mktemp("songs") / "歌.flac"
    write_audio(path, Signal(song("ABAB")[0][None], RATE))
    return path


def _samples(path: Path) -> tuple[np.ndarray, int]:
    with AudioFile(path) as audio:
        heard = audio.read(0, 600)
    return heard.samples, heard.sample_rate


def test_the_document_names_the_hook_reasons_and_runners_up(tunescape: Run, recording: Path) -> None:
    outcome = tunescape("hook", recording, "--json")
    document = outcome.document
    assert outcome.code == 0
    assert document["end"] - document["start"] == pytest.approx(15)
    assert min(abs(document["start"] - start) for start in (16, 48)) < 0.06
    assert 0 < document["score"] <= 1
    assert document["reasons"]
    assert all({"start", "end", "score"} == set(other) for other in document["alternatives"])
    assert document["file"] is None
    assert [one["label"] for one in document["sections"]] == list("ABAB")
    assert document["sections"][0]["start"] == 0
    assert "section B begins here" in outcome.err


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_cut_is_the_stretch_to_the_sample_but_for_its_fades(
    tunescape: Run, recording: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / "new" / f"hook{suffix}"
    document = tunescape("hook", recording, "-o", target, "--json").document
    assert document["file"] == str(target)
    cut, rate = _samples(target)
    whole, _ = _samples(recording)
    first, end = (round(document[name] * rate) for name in ("start", "end"))
    assert cut.shape[1] == end - first
    inner = slice(round(0.01 * rate), -round(0.3 * rate))
    np.testing.assert_allclose(cut[:, inner], whole[:, first:end][:, inner], atol=2 / 32_768)
    assert max(np.abs(cut[:, 0]).max(), np.abs(cut[:, -1]).max()) < 1e-3


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".ogg", ".opus"])
def test_cuts_in_other_formats_can_be_heard(
    tunescape: Run, recording: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"hook{suffix}"
    assert tunescape("hook", recording, "--length", 5, "-o", target).code == 0
    samples, rate = _samples(target)
    assert samples.shape[1] / rate == pytest.approx(5, abs=0.1)
    assert samples.std() > 0.01


def test_a_loop_has_whole_bars_and_no_click(tunescape: Run, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "loop.wav"
    document = tunescape("hook", recording, "--loop", "--length", 15, "-o", target, "--json").document
    seconds = document["end"] - document["start"]
    assert seconds in (pytest.approx(14, abs=0.05), pytest.approx(16, abs=0.05))
    loop, rate = _samples(target)
    assert loop.shape[1] == round(document["end"] * rate) - round(document["start"] * rate)
    # at the seam it goes on as it does in the recording
    whole, _ = _samples(recording)
    first = round(document["start"] * rate)
    seam = np.concatenate([loop[:, -2:], loop[:, :50]], axis=1)
    np.testing.assert_allclose(seam, whole[:, first - 2 : first + 50], atol=5e-3)


def test_another_length(tunescape: Run, recording: Path) -> None:
    document = tunescape("hook", recording, "--length", 8, "--json").document
    assert document["end"] - document["start"] == pytest.approx(8)
    assert tunescape("hook", recording, "--length", 0).code == 2


def test_files_are_not_replaced_without_force(tunescape: Run, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "hook.wav"
    target.write_bytes(b"mine")
    tunescape("hook", recording, "-o", target).refused("is there already", "--force")
    assert target.read_bytes() == b"mine"
    assert tunescape("hook", recording, "-o", target, "--force").code == 0
    assert target.read_bytes().startswith(b"RIFF")
    tunescape("hook", recording, "-o", tmp_path / "hook.txt").refused("no audio file", ".wav")


def test_silence_is_its_own_hook_and_that_is_said(tunescape: Run, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    write_audio(path, Signal(np.zeros((1, 22_050), np.float32), 44_100))
    document = tunescape("hook", path, "--loop", "--json", "-o", tmp_path / "loop.wav").document
    assert (document["start"], document["end"]) == (0, 0.5)
    assert document["alternatives"] == []
    assert any("no beats are heard" in remark for remark in document["remarks"])


@pytest.mark.parametrize("options", [(), ("--loop",)], ids=["cut", "loop"])
def test_there_is_nothing_to_cut_out_of_one_sample(tunescape: Run, tmp_path: Path, options: tuple) -> None:
    path = tmp_path / "one.wav"
    write_audio(path, Signal(np.full((1, 1), 0.5, np.float32), 44_100))
    tunescape("hook", path, *options, "-o", tmp_path / "hook.wav").refused(
        "too short to cut a hook out of", "name a longer recording"
    )


def test_what_is_heard_is_kept_in_the_library(
    tunescape: Run, copied: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(copied.library_path))
    document = tunescape("hook", "Blue Moon", "--json").document
    (row,) = [track for track in copied.library.tracks() if track.title == "Blue Moon"]
    assert {"hook@2", "structure@2"} <= set(annotation_names(copied.library, row.track_id))
    stored = read_annotation(copied.library, row.track_id, "hook@2")
    assert {name: document[name] for name in stored} == stored
    monkeypatch.setattr("tunescape.interfaces.hook_documents.hear_form", None)  # not heard again
    assert tunescape("hook", row.track_id[:8], "--json").document == document


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Verse, chorus, verse, chorus as notes: bars of 2 s, eight a part, choruses higher and louder."""
    parts = {"A": ((60, 64, 67), (57, 60, 64)), "B": ((65, 69, 72), (67, 71, 74))}
    song, lead = pretty_midi.PrettyMIDI(initial_tempo=120), pretty_midi.Instrument(0, name="lead")
    for bar in range(32):
        part = "ABAB"[bar // 8]
        for beat in range(4):
            chord, start_s = parts[part][(bar + beat // 2) % 2], 2.0 * bar + 0.5 * beat
            pitches = [chord[(beat * beat + bar) % 3] + (12 if part == "B" else 0), *chord]
            velocity = 110 if part == "B" else 60
            lead.notes += [pretty_midi.Note(velocity, pitch, start_s, start_s + 0.45) for pitch in pitches]
    song.instruments = [lead]
    song.time_signature_changes = [pretty_midi.TimeSignature(4, 4, 0.0)]
    path = tmp_path_factory.mktemp("scores") / "歌.mid"
    song.write(str(path))
    return path


def test_the_hook_of_a_midi_file_is_found_in_its_notes(tunescape: Run, score: Path) -> None:
    document = tunescape("hook", score, "--json").document
    assert document["end"] - document["start"] == pytest.approx(15)
    assert min(abs(document["start"] - start) for start in (16, 48)) < 0.01
    assert [one["label"] for one in document["sections"]] == list("ABAB")
    assert "section B begins here, on a downbeat" in document["reasons"]
    assert any(reason.startswith("it is louder than") for reason in document["reasons"])
    assert any(reason.startswith("the leading voice lies high") for reason in document["reasons"])
    assert document["remarks"] == []


def test_the_hook_of_a_midi_file_is_cut_out_as_notes(tunescape: Run, score: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "hook.mid"
    document = tunescape("hook", score, "--loop", "--length", 8, "-o", target, "--json").document
    assert document["file"] == str(target)
    cut = pretty_midi.PrettyMIDI(str(target))
    assert cut.get_end_time() == pytest.approx(document["end"] - document["start"], abs=0.06)
    assert len(cut.instruments[0].notes) == 4 * 16
    assert cut.get_tempo_changes()[1][0] == pytest.approx(120)
    tunescape("hook", score, "-o", target).refused("is there already", "--force")
    tunescape("hook", score, "-o", tmp_path / "hook.wav").refused("is a MIDI file and has no sound", ".mid")
    assert not (tmp_path / "hook.wav").exists()


def test_midi_files_of_a_folder_have_their_hooks(tunescape: Run, score: Path, tmp_path: Path) -> None:
    outcome = tunescape("hook", score.parent, "-o", tmp_path, "--json")
    assert [one["file"] for one in outcome.document["hooks"]] == [str(tmp_path / "歌 [hook].mid")]
    assert outcome.code == 0


def test_a_folder_has_a_hook_a_track(tunescape: Run, tmp_path: Path, play: Callable[..., Signal]) -> None:
    music = tmp_path / "music"
    (music / "deep").mkdir(parents=True)
    write_audio(music / "a.wav", play(1, seconds=3.0))
    write_audio(music / "a.flac", play(2, seconds=4.0))
    write_audio(music / "deep" / "夜.flac", play(3, seconds=5.0))
    (music / "broken.mp3").write_bytes(bytes(range(256)) * 50)
    outcome = tunescape("hook", music, "-o", tmp_path / "hooks", "--json")
    assert outcome.code == 1
    assert [failure["stage"] for failure in outcome.document["failures"]] == ["decode"]
    written = sorted(
        str(path.relative_to(tmp_path / "hooks")) for path in (tmp_path / "hooks").rglob("*.flac")
    )
    assert written == ["a.flac [hook].flac", "a.wav [hook].flac", "deep/夜 [hook].flac"]
    assert sorted(one["file"] for one in outcome.document["hooks"]) == [
        str(tmp_path / "hooks" / name) for name in written
    ]
    assert outcome.err.count("hook 0:00.0 to") == 3
    again = tunescape("hook", music, "-o", tmp_path / "hooks", "--json")
    assert len(again.document["kept"]) == 3
    tunescape("hook", music, "-o", music / "a.wav").refused("is a file")
