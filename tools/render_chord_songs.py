"""Render songs of POP909 and exercises, with their chords: what the chord network learns from.

    python tools/render_chord_songs.py POP909 -o FOLDER [--songs 1-20] [--exercises 12]

POP909 holds a folder a song: 001/001.mid, 001/beat_midi.txt, 001/chord_midi.txt (github.com/music-x-lab/
POP909-Dataset, MIT licence). Writes recordings and their chords, FOLDER/NAME.wav and NAME.lab, where NAME is

    001_piano      the three tracks as they are, two minutes of them
    001_band       a lead, a guitar, a piano, a bass on the roots and drums
    001_band_hold  the same; lead and guitar hold the sustaining pedal and hardly let go
    001_free       other instruments, pedals, levels and noise, drawn at random, a minute and a half
    001_score      no recording but the notes, 001_score.mid
    exercise00     progressions with the sevenths and the diminished chords that songs have few of; a minute

Needs fluidsynth and a General MIDI soundfont (Debian: fluidsynth, fluid-soundfont-gm). What is there is kept.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from pretty_midi import ControlChange, Instrument, Note, PrettyMIDI
from render_mixed import BASSES, CHORDS, KITS, LEADS, SAMPLE_RATE, SOUNDFONT, SUSTAIN

from tunescape.features.chord_names import INTERVALS

SECONDS, FREE_SECONDS, EXERCISE_SECONDS = 120.0, 90.0, 60.0
PIANO, GUITAR, FINGERED_BASS, LEAD = 0, 25, 33, (73, 80)
KICK, SNARE, HAT = 36, 38, 42
LOWEST_BASS = 28
NOISE = 1e-3
NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
DEGREES = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11, "9": 14}
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
PROGRESSIONS = (
    "2:min7 7:7 0:maj7 9:min7",
    "2:min7 7:7 0:maj 9:7",
    "0:7 0:7 5:7 5:7 0:7 9:7 2:7 7:7",
    "4:7 9:7 2:7 7:7",
    "0:maj 0:7 5:maj 5:min",
    "9:min 8:aug 0:maj 6:hdim7",
    "2:hdim7 7:7 0:min 0:min7",
    "0:min 5:min 7:7 0:min",
    "0:maj 1:dim 2:min 7:sus4 7:7",
    "0:maj7 5:maj7 4:min7 9:min7",
    "0:sus2 0:maj 7:sus4 7:maj",
    "0:maj 4:7 9:min 2:7 7:7",
    "11:dim 0:maj 3:dim 2:min7",
    "0:maj 0:aug 9:min 0:7 5:maj 7:7",
    "0:min7 10:7 3:maj7 8:maj7 2:hdim7 7:7",
    "9:min 2:7 7:maj7 0:maj7",
)


@dataclass
class Labelled:
    """A piece to be played, and its chords: start and end in s, and name."""

    midi: PrettyMIDI
    chords: list[tuple[float, float, str]] = field(default_factory=list)


def pitch_class(name: str) -> int:
    return (NATURALS[name[0]] + name.count("#") - name[1:].count("b")) % 12


def bass_of(label: str) -> int | None:
    """Return the pitch class of the lowest note of a chord."""
    found = re.fullmatch(r"([A-G][#b]*)(?::[^/]*)?(?:/([#b]*)(\d+))?", label)
    if not found:
        return None
    root, accidentals, degree = found.groups()
    if degree is None:
        return pitch_class(root)
    above = DEGREES.get(degree, 0) + accidentals.count("#") - accidentals.count("b")
    return (pitch_class(root) + above) % 12


def read_song(folder: Path) -> tuple[Labelled, np.ndarray]:
    """Read a song, and its beats: their times, and whether each begins a bar [shape=(n, 2)]."""
    song = Labelled(PrettyMIDI(str(folder / f"{folder.name}.mid")))
    rows = [line.split() for line in (folder / "chord_midi.txt").read_text().splitlines()]
    song.chords = [(float(row[0]), float(row[1]), row[2]) for row in rows if len(row) == 3]
    beats = np.loadtxt(folder / "beat_midi.txt", ndmin=2)
    return song, beats[:, [0, 2]]


def arranged(
    song: Labelled, beats: np.ndarray, programs: dict[str, int], *, bass: int | None, kit: int | None
) -> PrettyMIDI:
    """Give the tracks of a song other instruments, and perhaps a bass on the roots and drums."""
    midi = PrettyMIDI(resolution=960)
    for track in song.midi.instruments:
        name = track.name.strip("\0 ").upper()
        played = Instrument(programs.get(name, PIANO), name=name)
        played.notes = [Note(n.velocity, n.pitch, n.start, n.end) for n in track.notes if n.end > n.start]
        played.control_changes = list(track.control_changes)
        midi.instruments.append(played)
    if bass is not None:
        midi.instruments.append(bass_line(song.chords, beats[:, 0], bass))
    if kit is not None:
        midi.instruments.append(drums(beats, kit))
    return midi


def bass_line(chords: list[tuple[float, float, str]], beats_s: np.ndarray, program: int) -> Instrument:
    """Play the lowest note of each chord, again on every second beat."""
    line = Instrument(program, name="BASS")
    for start, end, label in chords:
        lowest = bass_of(label)
        if lowest is None:
            continue
        inside = beats_s[(beats_s > start + 0.15) & (beats_s < end - 0.15)][1::2]
        edges = [start, *inside.tolist(), end]
        pitch = LOWEST_BASS + (lowest - LOWEST_BASS) % 12
        line.notes += [Note(88, pitch, a, max(a + 0.1, b - 0.04)) for a, b in pairwise(edges)]
    return line


def drums(beats: np.ndarray, kit: int) -> Instrument:
    """Kick and snare in turn from every bar on, hats on eighths; after the first eight beats."""
    played, place = Instrument(kit, is_drum=True, name="DRUMS"), 0
    lengths_s = np.append(np.diff(beats[:, 0]), 0.5)
    for (at_s, is_first), length_s in list(zip(beats.tolist(), lengths_s.tolist(), strict=True))[8:]:
        place = 0 if is_first else place + 1
        strokes = [(SNARE if place % 2 else KICK, at_s, 96), (HAT, at_s, 70), (HAT, at_s + length_s / 2, 55)]
        played.notes += [Note(velocity, pitch, start, start + 0.1) for pitch, start, velocity in strokes]
    return played


def held(track: Instrument, end_s: float, rng: np.random.Generator, longest_s: float = 60.0) -> None:
    """Press the sustaining pedal throughout, or but for short lifts."""
    track.control_changes = [change for change in track.control_changes if change.number != SUSTAIN]
    at_s, lifts = float(rng.choice((0.0, rng.uniform(0, 12)))), rng.random() < 0.5
    while at_s < end_s:
        track.control_changes.append(ControlChange(SUSTAIN, 127, at_s))
        if not lifts:
            break
        at_s += float(np.exp(rng.uniform(np.log(4), np.log(longest_s))))
        track.control_changes.append(ControlChange(SUSTAIN, 0, at_s))
        at_s += rng.uniform(0.03, 0.25)


def variants(song: Labelled, beats: np.ndarray, number: int) -> Iterator[tuple[str, PrettyMIDI, float]]:
    """Make the arrangements of a song: their names, what is played, and how long."""
    for name in ("piano", "band", "band_hold"):
        rng = np.random.default_rng((number, len(name)))
        if name.startswith("piano"):
            midi = arranged(song, beats, {}, bass=None, kit=None)
        else:
            lead = LEAD[(number + name.endswith("hold")) % len(LEAD)]
            midi = arranged(song, beats, {"MELODY": lead, "BRIDGE": GUITAR}, bass=FINGERED_BASS, kit=0)
        if name.endswith("hold"):
            for track in midi.instruments:
                if track.name in ("MELODY", "BRIDGE"):
                    held(track, SECONDS, rng)
        yield name, midi, SECONDS
    rng = np.random.default_rng((number, 100))
    programs = {"MELODY": int(rng.choice(LEADS)), "BRIDGE": int(rng.choice(CHORDS))}
    programs["PIANO"] = int(rng.choice(CHORDS))
    bass, kit = (int(rng.choice(some)) if rng.random() < 0.6 else None for some in (BASSES, KITS))
    midi = arranged(song, beats, programs, bass=bass, kit=kit)
    for track in midi.instruments:
        scale = rng.uniform(0.5, 1.1)
        for note in track.notes:
            note.velocity = int(np.clip(note.velocity * scale, 1, 127))
        if not track.is_drum and rng.random() < 0.35:
            held(track, FREE_SECONDS, rng, longest_s=12.0)
    yield "free", midi, FREE_SECONDS


def exercise(rng: np.random.Generator) -> Labelled:
    """Play progressions in changing keys and voicings, over a bass, perhaps under a tune of their notes."""
    midi = PrettyMIDI(resolution=960)
    comp, bass, lead = (Instrument(int(rng.choice(some))) for some in (CHORDS, BASSES, LEADS))
    made, at_s, beat_s = Labelled(midi), 0.0, 60 / rng.uniform(70, 140)
    while at_s < EXERCISE_SECONDS:
        key, beats = int(rng.integers(12)), int(rng.choice((2, 4, 4)))
        per_beat, lowest = int(rng.choice((1, 2))), int(rng.integers(48, 60))
        for step, quality in (chord.split(":") for chord in str(rng.choice(PROGRESSIONS)).split() * 2):
            root = (key + int(step)) % 12
            classes = [(root + tone) % 12 for tone in INTERVALS[quality]]
            end_s = at_s + beats * beat_s
            made.chords.append((at_s, end_s, f"{NAMES[root]}:{quality}"))
            voicing = [lowest + (c - lowest) % 12 for c in classes]
            comp.notes += broken(voicing, at_s, beat_s / per_beat, beats * per_beat, rng)
            below = LOWEST_BASS + (root - LOWEST_BASS) % 12
            bass.notes.append(Note(90, below, at_s, end_s - 0.05))
            for beat in range(beats):
                if rng.random() < 0.6:
                    tone = 67 + (int(rng.choice(classes)) - 67) % 12
                    start_s = at_s + beat * beat_s
                    lead.notes.append(Note(int(rng.integers(70, 110)), tone, start_s, start_s + 0.9 * beat_s))
            at_s = end_s
    midi.instruments = [comp, bass, lead] if rng.random() < 0.7 else [comp, bass]
    return made


def broken(voicing: list[int], start_s: float, step_s: float, n: int, rng: np.random.Generator) -> list[Note]:
    """Strike a chord on every step, or its notes one after the other."""
    if rng.random() < 0.5:
        return [
            Note(int(rng.integers(60, 100)), pitch, start_s + i * step_s, start_s + (i + 0.95) * step_s)
            for i in range(n)
            for pitch in voicing
        ]
    order = [voicing[i % len(voicing)] for i in rng.permutation(max(n, len(voicing)))]
    step_s *= n / len(order)
    return [
        Note(int(rng.integers(60, 100)), pitch, start_s + i * step_s, start_s + (i + 1.8) * step_s)
        for i, pitch in enumerate(order)
    ]


def write(piece: Labelled, stem: Path, seconds: float, soundfont: Path, noise: float = 0.0) -> None:
    """Write a recording and its chords."""
    for track in piece.midi.instruments:
        track.notes = [note for note in track.notes if note.start < seconds]
        track.control_changes = [change for change in track.control_changes if change.time < seconds]
    with tempfile.TemporaryDirectory() as scratch:
        midi, wave = Path(scratch, "song.mid"), Path(scratch, "song.wav")
        piece.midi.write(str(midi))
        command = ["fluidsynth", "-ni", "-q", "-g", "0.6", "-r", str(SAMPLE_RATE), "-F", wave]
        subprocess.run([*command, soundfont, midi], check=True, capture_output=True)
        samples, _ = soundfile.read(wave, frames=int(seconds * SAMPLE_RATE), always_2d=True)
    mono = samples.mean(axis=1)
    mono *= 0.9 / max(1e-6, float(np.abs(mono).max()))
    mono += noise * np.random.default_rng(0).standard_normal(len(mono))
    write_labels(piece, stem, seconds)
    soundfile.write(stem.with_suffix(".wav"), np.clip(mono, -1, 1), SAMPLE_RATE)
    print(stem.name, flush=True)


def write_labels(piece: Labelled, stem: Path, seconds: float) -> None:
    rows = [f"{a:.4f}\t{min(b, seconds):.4f}\t{name}\n" for a, b, name in piece.chords if a < seconds]
    stem.with_suffix(".lab").write_text("".join(rows))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pop909", type=Path, metavar="POP909")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--songs", default="1-20", metavar="A-B", help="numbers of songs [%(default)s]")
    parser.add_argument("--exercises", type=int, default=12, help="how many [%(default)s]")
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    options = parser.parse_args()
    if not options.soundfont.is_file():
        print(f"there is no soundfont {options.soundfont}: name one with --soundfont", file=sys.stderr)
        return 2
    options.output.mkdir(parents=True, exist_ok=True)
    first, last = map(int, options.songs.split("-"))
    for number in range(first, last + 1):
        folder = options.pop909 / f"{number:03d}"
        song, beats = read_song(folder)
        for name, midi, seconds in variants(song, beats, number):
            stem = options.output / f"{folder.name}_{name}"
            if not stem.with_suffix(".wav").exists():
                noise = NOISE if name == "free" else 0.0
                write(Labelled(midi, song.chords), stem, seconds, options.soundfont, noise)
        score = options.output / f"{folder.name}_score"
        write_labels(song, score, np.inf)
        score.with_suffix(".mid").write_bytes((folder / f"{folder.name}.mid").read_bytes())
    for number in range(options.exercises):
        stem = options.output / f"exercise{number:02d}"
        if not stem.with_suffix(".wav").exists():
            piece = exercise(np.random.default_rng((number, 1)))
            write(piece, stem, EXERCISE_SECONDS, options.soundfont)
    return 0


if __name__ == "__main__":
    sys.exit(main())
