import csv
import json

import mir_eval
import numpy as np
import pretty_midi
import pytest
import soundfile
from mido import MidiFile

RATE = 22_050
CHORDS = {
    "C:maj": (36, 60, 64, 67),
    "A:min": (45, 57, 60, 64),
    "F:maj": (41, 57, 60, 65),
    "G:maj": (43, 59, 62, 67),
}


def tone(midi, seconds):
    t = np.arange(round(seconds * RATE)) / RATE
    f0 = 440 * 2 ** ((midi - 69) / 12)
    partials = sum(np.sin(2 * np.pi * f0 * h * t) / h**1.5 for h in range(1, 7))
    return 0.06 * partials * np.exp(-t * 1.5) * np.minimum(1, t / 0.005)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of a song of four chords, two seconds each, and of silence."""
    place = tmp_path_factory.mktemp("songs")
    strokes = [np.tile(sum(tone(p, 0.5) for p in pitches), 4) for pitches in CHORDS.values()]
    soundfile.write(place / "song.wav", np.concatenate(strokes), RATE)
    (place / "more").mkdir()
    soundfile.write(place / "more" / "silence.wav", np.zeros(RATE), RATE)
    return place


def labels_of(chords):
    return [chord["label"] for chord in chords]


def test_the_document_tells_chords_key_and_tempo(folder, tunescape):
    done = tunescape("chords", str(folder / "song.wav"), "--json")
    assert done.code == 0
    document = done.document
    assert labels_of(document["chords"]) == [*CHORDS]
    bounds = [chord["start"] for chord in document["chords"]]
    np.testing.assert_allclose(bounds, np.arange(4) * 2.0, atol=0.3)
    assert document["chords"][-1]["end"] == pytest.approx(8)
    assert document["key"]["name"] == "C major"
    assert document["key"]["camelot"] == "8B"
    assert document["tempo_bpm"] == pytest.approx(120, rel=0.05)
    assert document["remarks"] == []


def test_a_label_file_is_read_by_mir_eval(folder, tunescape, tmp_path):
    target = tmp_path / "new" / "song.lab"
    done = tunescape("chords", str(folder / "song.wav"), "-o", str(target))
    assert done.code == 0
    assert "C:maj" in done.err
    intervals, labels = mir_eval.io.load_labeled_intervals(str(target))
    assert labels == [*CHORDS]
    reference = np.column_stack([np.arange(4), np.arange(1, 5)]) * 2.0
    scores = mir_eval.chord.evaluate(reference, labels, intervals, labels)
    assert scores["majmin"] > 0.9


def test_a_table_has_a_row_a_chord(folder, tunescape, tmp_path):
    target = tmp_path / "song.csv"
    assert tunescape("chords", str(folder / "song.wav"), "-o", str(target)).code == 0
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["chord"] for row in rows] == [*CHORDS]
    assert all(0 < float(row["confidence"]) <= 1 for row in rows)
    assert float(rows[2]["end_s"]) == float(rows[3]["start_s"])


def test_midi_holds_block_chords_their_names_and_the_tempo(folder, tunescape, tmp_path):
    target = tmp_path / "song.mid"
    assert tunescape("chords", str(folder / "song.wav"), "-o", str(target)).code == 0
    song = pretty_midi.PrettyMIDI(str(target))
    notes = song.instruments[0].notes
    classes = {note.pitch % 12 for note in notes if note.start < 1}
    assert classes == {0, 4, 7}
    assert min(note.pitch for note in notes if note.start < 1) == 36
    assert song.get_tempo_changes()[1][-1] == pytest.approx(120, rel=0.05)
    file = MidiFile(str(target))
    names = [event.text for track in file.tracks for event in track if event.type == "marker"]
    assert names == [*CHORDS]


def test_a_file_that_is_there_is_kept(folder, tunescape, tmp_path):
    target = tmp_path / "song.json"
    target.write_text("mine")
    tunescape("chords", str(folder / "song.wav"), "-o", str(target)).refused("is there already", "--force")
    assert target.read_text() == "mine"
    assert tunescape("chords", str(folder / "song.wav"), "-o", str(target), "--force").code == 0
    assert labels_of(json.loads(target.read_text())["chords"]) == [*CHORDS]


def test_a_folder_becomes_a_folder(folder, tunescape, tmp_path):
    done = tunescape("chords", str(folder), "-o", str(tmp_path / "labs"), "--json")
    assert done.code == 0
    assert len(done.document["tracks"]) == 2
    assert (tmp_path / "labs" / "song.lab").is_file()
    assert (tmp_path / "labs" / "more" / "silence.lab").read_text().endswith("\tN\n")
    assert "no chords are heard" in " ".join(done.document["tracks"][0]["remarks"])
    again = tunescape("chords", str(folder), "-o", str(tmp_path / "labs"), "--json")
    assert again.code == 0
    assert (len(again.document["tracks"]), len(again.document["kept"])) == (0, 2)


def test_what_cannot_be_written_is_refused_before_anything_is_heard(folder, tunescape, tmp_path):
    tunescape("chords", str(folder / "song.wav"), "-o", "song.xyz").refused("no extension", ".lab")
    tunescape("chords", str(folder), "--format", "xyz").refused("--format", ".mid")
    tunescape("chords", str(tmp_path / "nothing.wav")).refused()
    midi = tmp_path / "notes.mid"
    pretty_midi.PrettyMIDI().write(str(midi))
    tunescape("chords", str(midi)).refused("is a MIDI file without notes")


def score(path):
    """Write the same song as notes."""
    song, piano = pretty_midi.PrettyMIDI(initial_tempo=120), pretty_midi.Instrument(0)
    for i, pitches in enumerate(CHORDS.values()):
        for beat in range(4):
            start = 2 * i + 0.5 * beat
            piano.notes += [pretty_midi.Note(80, pitch, start, start + 0.5) for pitch in pitches]
    song.instruments = [piano]
    song.time_signature_changes = [pretty_midi.TimeSignature(4, 4, 0.0)]
    song.write(str(path))
    return path


@pytest.mark.parametrize("suffix", [".lab", ".csv", ".mid", ".json"])
def test_a_midi_file_has_chords_in_all_formats(tunescape, tmp_path, suffix):
    source, target = score(tmp_path / "notes.mid"), tmp_path / f"chords{suffix}"
    document = tunescape("chords", str(source), "-o", str(target), "--json").document
    assert labels_of(document["chords"]) == [*CHORDS]
    np.testing.assert_allclose([chord["start"] for chord in document["chords"]], [0, 2, 4, 6], atol=1e-3)
    assert (document["tempo_bpm"], document["metre"]) == (pytest.approx(120), "4/4")
    assert document["key"] == document["key"] | {"name": "C major", "tuning_cents": None}
    assert document["duration_s"] == pytest.approx(8, abs=0.01)
    written = target.read_bytes().decode("latin-1")
    assert all(name in written for name in CHORDS)


def test_midi_files_of_a_folder_are_read_and_what_was_written_is_not(tunescape, tmp_path):
    music = tmp_path / "music"
    (music / "deep").mkdir(parents=True)
    score(music / "one.mid")
    score(music / "deep" / "two.MID")
    (music / "damaged.mid").write_bytes(b"MThd and no more")
    (music / "empty.mid").touch()
    out = str(music / "chords")
    done = tunescape("chords", str(music), "-o", out, "--format", "mid", "--json")
    assert done.code == 1
    assert [track["file"] for track in done.document["tracks"]] == [
        str(music / "chords" / "deep" / "two.mid"),
        str(music / "chords" / "one.mid"),
    ]
    reasons = {failure["path"]: failure["reason"] for failure in done.document["failures"]}
    assert reasons == {
        str(music / "damaged.mid"): "is a MIDI file that is damaged, and cannot be read",
        str(music / "empty.mid"): "is empty",
    }
    again = tunescape("chords", str(music), "-o", out, "--format", "mid", "--json").document
    assert (again["tracks"], len(again["kept"])) == ([], 2)


def test_chords_of_a_stored_track_are_heard_once(folder, tunescape, tmp_path, monkeypatch):
    library = str(tmp_path / "library")
    assert tunescape("analyze", str(folder), "--features", "tonality", "--library", library).code == 0
    first = tunescape("chords", "song", "--library", library, "--json").document
    assert first["track_id"]
    monkeypatch.setattr("tunescape.interfaces.chord_documents.hear_chords", None)
    again = tunescape("chords", "song", "--library", library, "--json").document
    assert again["chords"] == first["chords"]
