"""Render MIDI files with instruments, keys, tempi and mixes drawn at random: what a note network learns from.

    python tools/render_mixed.py MIDI_FILES -o PAIRS [--variants 2] [--seconds 60] [--held] [--soundfont FILE]

Writes PAIRS/<song>_<variant>.wav and .mid: what sounds, and the notes that do (without drums). A track named
MELODY in the source is one in the pair. With --held nothing of the music is drawn but how tracks MELODY and
BRIDGE, and sometimes others, hold the sustaining pedal: all the time, or with hardly a lift. Needs fluidsynth
and a General MIDI soundfont (Debian: fluidsynth, fluid-soundfont-gm).
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pretty_midi
import soundfile

SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
SAMPLE_RATE = 44_100

LEADS = (
    0,
    11,
    16,
    21,
    22,
    24,
    26,
    27,
    40,
    41,
    42,
    48,
    52,
    53,
    56,
    57,
    60,
    64,
    65,
    66,
    68,
    71,
    73,
    75,
    80,
    81,
)
CHORDS = (0, 1, 2, 4, 5, 6, 7, 11, 12, 15, 16, 17, 18, 21, 24, 25, 26, 27, 28, 45, 46, 48, 49, 50, 61, 88, 89)
BASSES = (32, 33, 34, 35, 36, 38, 39, 42, 43, 58)
KITS = (0, 8, 16, 24, 25, 32, 40)
SUSTAIN = 64
KICK, SNARE, RIM, HAT, OPEN_HAT, SHAKER, CRASH = 36, 38, 37, 42, 46, 70, 49


def mix(source: pretty_midi.PrettyMIDI, seconds: float, rng: np.random.Generator) -> pretty_midi.PrettyMIDI:
    """Give a song other instruments, another key and tempo, and perhaps a bass and drums, or drums alone."""
    shift, stretch = int(rng.integers(-4, 5)), rng.uniform(0.8, 1.2)
    mixed = pretty_midi.PrettyMIDI(resolution=960)
    for track in source.instruments:
        is_melody = "MELODY" in (track.name or "").upper()
        program = rng.choice(LEADS if is_melody else CHORDS)
        played = pretty_midi.Instrument(int(program), name="MELODY" if is_melody else "OTHER")
        level, octave = rng.uniform(0.7, 1.15), 12 * int(rng.choice((-1, 0, 0, 0, 0, 1))) * is_melody
        for note in track.notes:
            velocity = int(np.clip(note.velocity * level, 1, 127))
            pitch = note.pitch + shift + octave
            if 24 <= pitch <= 100 and note.start < note.end and note.start * stretch < seconds:
                played.notes.append(
                    pretty_midi.Note(velocity, pitch, note.start * stretch, note.end * stretch)
                )
        mixed.instruments.append(played)
        if rng.random() < 0.35:
            played.control_changes = pedalling(seconds, rng)
    others = sorted((n for track in mixed.instruments for n in track.notes), key=lambda note: note.start)
    if rng.random() < 0.6:
        mixed.instruments.append(bass_line(others, rng))
    if rng.random() < 0.6:
        mixed.instruments.append(drums(others, rng))
        if rng.random() < 0.1:
            mixed.instruments = mixed.instruments[-1:]
    return mixed


def pedalling(seconds: float, rng: np.random.Generator) -> list[pretty_midi.ControlChange]:
    """Press the sustaining pedal for one to eight seconds, again and again."""
    changes, at = [], 0.0
    while at < seconds:
        changes.append(pretty_midi.ControlChange(SUSTAIN, 127, at))
        at += rng.uniform(1, 8)
        changes.append(pretty_midi.ControlChange(SUSTAIN, 0, at - 0.05))
    return changes


def hold_pedals(
    source: pretty_midi.PrettyMIDI, seconds: float, rng: np.random.Generator
) -> pretty_midi.PrettyMIDI:
    """Hold the sustaining pedal of melody and bridge, and sometimes of others, with short lifts or none."""
    lifts = bool(rng.random() < 0.5)
    for track in source.instruments:
        track.notes = [note for note in track.notes if note.start < min(note.end, seconds)]
        names = (track.name or "").upper()
        if track.is_drum or not ("MELODY" in names or "BRIDGE" in names or rng.random() < 0.35):
            continue
        at = rng.choice((0.0, rng.uniform(0, 12)))
        changes = []
        while at < seconds:
            changes.append(pretty_midi.ControlChange(SUSTAIN, 127, at))
            at += np.exp(rng.uniform(np.log(4), np.log(60))) if lifts else seconds
            changes.append(pretty_midi.ControlChange(SUSTAIN, 0, at))
            at += rng.uniform(0.03, 0.25)
        track.control_changes = [change for change in track.control_changes if change.number != SUSTAIN]
        track.control_changes += changes
    return source


def bass_line(notes: list[pretty_midi.Note], rng: np.random.Generator) -> pretty_midi.Instrument:
    """Double the lowest notes, down to where a bass plays, as long as nothing lower comes."""
    bass = pretty_midi.Instrument(int(rng.choice(BASSES)), name="BASS")
    low = [note for note in notes if note.pitch < 60]
    velocity = int(rng.integers(60, 110))
    for note, following in zip(low, [*low[1:], None], strict=True):
        end = note.end if following is None else min(max(note.end, note.start + 0.1), following.start)
        if end - note.start > 0.15:
            bass.notes.append(pretty_midi.Note(velocity, 28 + (note.pitch - 28) % 12, note.start, end - 0.02))
    return bass


def drums(notes: list[pretty_midi.Note], rng: np.random.Generator) -> pretty_midi.Instrument:
    """Strike drums where notes start, and hats in between."""
    kit = pretty_midi.Instrument(int(rng.choice(KITS)), is_drum=True, name="DRUMS")
    level = rng.uniform(0.4, 1.0)
    hat, back = int(rng.choice((HAT, HAT, OPEN_HAT, SHAKER))), int(rng.choice((SNARE, SNARE, RIM)))
    starts = np.unique(np.round([note.start for note in notes], 2))
    last = -1.0
    for number, start in enumerate(starts[np.diff(starts, prepend=-1) > 0.08]):
        likely = ((hat, 0.8, start), (KICK if number % 2 else back, 0.4, start), (CRASH, 0.01, start))
        for pitch, probability, at in (*likely, (hat, 0.3, (start + last) / 2)):
            if rng.random() > probability:
                continue
            velocity = int(np.clip(level * rng.uniform(60, 127), 1, 127))
            kit.notes.append(pretty_midi.Note(velocity, pitch, max(at, 0.0), max(at, 0.0) + 0.1))
        last = start
    return kit


def render(
    song: pretty_midi.PrettyMIDI, path: Path, rng: np.random.Generator, options: argparse.Namespace
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        midi, wave = Path(scratch, "song.mid"), Path(scratch, "song.wav")
        song.write(str(midi))
        room = ["-R", str(int(rng.random() < 0.7)), "-C", str(int(rng.random() < 0.4))]
        level = f"{rng.uniform(0.3, 0.8):.2f}"
        command = ["fluidsynth", "-ni", "-q", *room, "-g", level, "-r", str(SAMPLE_RATE), "-F", wave]
        subprocess.run([*command, options.soundfont, midi], check=True, capture_output=True)
        samples, _ = soundfile.read(wave, frames=int(options.seconds * SAMPLE_RATE), always_2d=True)
    mono = samples.mean(axis=1)
    brighter = np.append(mono[:1], np.diff(mono))
    mono = mono + rng.uniform(-0.3, 1.0) * brighter
    mono *= rng.uniform(0.2, 0.95) / max(1e-6, float(np.abs(mono).max()))
    mono += 10 ** rng.uniform(-5, -2.5) * rng.standard_normal(len(mono))
    soundfile.write(path, np.clip(mono, -1, 1), SAMPLE_RATE)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("midi", type=Path, nargs="+", help="files")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="PAIRS")
    parser.add_argument("--variants", type=int, default=2, help="of each song [%(default)s]")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each variant [%(default)s]")
    parser.add_argument("--held", action="store_true", help="draw nothing but how the pedal is held")
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    options = parser.parse_args()
    if not options.soundfont.is_file():
        sys.exit(f"there is no soundfont {options.soundfont}: name one with --soundfont")
    options.output.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(options.midi):
        for variant in range(options.variants):
            pair = options.output / f"{source.stem}_{variant}"
            rng = np.random.default_rng((number, variant))
            song = pretty_midi.PrettyMIDI(str(source))
            song = (hold_pedals if options.held else mix)(song, options.seconds, rng)
            if not pair.with_suffix(".wav").exists():
                render(song, pair.with_suffix(".wav"), rng, options)
            song.instruments = [track for track in song.instruments if not track.is_drum]
            song.write(str(pair.with_suffix(".mid")))
            print(pair.name, flush=True)


if __name__ == "__main__":
    main()
