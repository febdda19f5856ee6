"""Render dances: styles told apart by their rhythm, with instruments, keys and mixes that tell nothing.

    python benchmarks/dances.py FOLDER [--pieces 8] [--soundfont FILE]

Writes FOLDER/<style>/<number>.flac, 36 s each, for benchmarks/rhythm.py: a folder a label. Needs fluidsynth
and a General MIDI soundfont (Debian: fluidsynth, fluid-soundfont-gm).
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pretty_midi
import soundfile

SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
DURATION_S = 36.0
SAMPLE_RATE = 44_100

DRUMS = {"kick": 36, "snare": 38, "hat": 42, "open": 46, "rim": 37, "shaker": 70, "bell": 56, "conga": 63}
KITS = (0, 8, 16, 24, 32, 40)
COMPING = (0, 4, 7, 16, 24, 25, 26, 27, 21, 48, 11)
BASSES = (32, 33, 34, 35, 38, 58)
LEADS = (40, 56, 65, 66, 71, 73, 22, 80, 12, 52, 26)
PENTATONIC = (0, 2, 4, 7, 9)
PROGRESSIONS = ((0, 5, 7, 0), (0, 9, 5, 7), (0, 7, 9, 5), (0, 2, 7, 0), (0, 5, 0, 7), (9, 5, 0, 7))


@dataclass(frozen=True)
class Style:
    """A dance: which of the steps of a bar are struck, bar after bar.

    Attributes
    ----------
    bpm : tuple of float
        Slowest and fastest.
    beats, steps : int
        Of a bar, and of a beat.
    drums : dict of str to str
        A letter a step: x, o (soft) or a dot.
    bass, chords : str
        The same for the bass and for the chords.
    swing : float
        Place of the second half of a beat, 0.5 where it is straight.
    """

    bpm: tuple[float, float]
    beats: int
    steps: int
    drums: dict[str, str]
    bass: str
    chords: str
    swing: float = 0.5


STYLES = {
    "waltz": Style(
        (84, 93), 3, 2, {"kick": "x.....", "snare": "..o.o.", "hat": "x.x.x."}, "x.....", "..x.x."
    ),
    "viennese": Style((168, 182), 3, 1, {"kick": "x..", "rim": ".oo", "hat": "xxx"}, "x..", ".xx"),
    "foxtrot": Style(
        (112, 124),
        4,
        2,
        {"kick": "x...x...", "snare": "..x...x.", "hat": "x.xxx.xx"},
        "x...x...",
        "..x...x.",
        0.64,
    ),
    "quickstep": Style(
        (192, 208),
        4,
        2,
        {"kick": "x...x...", "snare": "..x...x.", "hat": "xxxxxxxx"},
        "x.x.x.x.",
        "..x...x.",
        0.6,
    ),
    "tango": Style(
        (118, 132),
        4,
        4,
        {"kick": "x...x...x...x...", "snare": "..............xx"},
        "x...x...x...x...",
        "x..xx...x...x.xx",
    ),
    "samba": Style(
        (96, 106), 2, 4, {"kick": "x..xx..x", "shaker": "xooxxoox", "rim": "x.x..x.x"}, "x..xx..x", "x.x..xx."
    ),
    "cha-cha": Style(
        (114, 128),
        4,
        2,
        {"kick": "x...x...", "bell": "x.x.x.x.", "conga": "..x...xx", "shaker": "xoxoxoxo"},
        "x..x..x.",
        "..x...xx",
    ),
    "rumba": Style(
        (98, 108),
        4,
        4,
        {"rim": "x..x...x..x.x...", "conga": "..x...xx..x...xx", "shaker": "x.o.x.o.x.o.x.o."},
        "x.....x.x.......",
        "x..x..x.....x...",
    ),
    "salsa": Style(
        (176, 204),
        8,
        2,
        {"rim": "..x.x...x..x..x.", "bell": "x.x.x.x.x.x.x.x.", "conga": "..x...xx..x...xx"},
        "...x..x....x..x.",
        "x..x.xx..x.xx.x.",
    ),
    "jive": Style(
        (160, 176),
        4,
        2,
        {"kick": "x...x...", "snare": "..x...x.", "open": "x.xxx.xx"},
        "x.x.x.x.",
        "x..x..x.",
        0.66,
    ),
    "disco": Style(
        (114, 126),
        4,
        4,
        {
            "kick": "x...x...x...x...",
            "snare": "....x.......x...",
            "open": "..x...x...x...x.",
            "hat": "x.o.x.o.x.o.x.o.",
        },
        "x.x.x.x.x.x.x.x.",
        "..x...x...x..xx.",
    ),
    "reggae": Style(
        (68, 78),
        4,
        4,
        {"kick": "........x.......", "rim": "........x.......", "hat": "x.o.x.o.x.o.x.o."},
        "x..x....x..xx...",
        "..x...x...x...x.",
    ),
    "polka": Style((112, 124), 2, 2, {"kick": "x...", "snare": ".x.x", "hat": "x.x."}, "x.x.", ".x.x"),
    "hip-hop": Style(
        (84, 96),
        4,
        4,
        {"kick": "x......x..x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.xx"},
        "x......x..x.....",
        "x...........x...",
        0.56,
    ),
    "drum'n'bass": Style(
        (168, 178), 4, 2, {"kick": "x....x..", "snare": "..x...x.", "hat": "xxxxxxxx"}, "x....x..", "x......."
    ),
    "merengue": Style(
        (138, 158),
        2,
        4,
        {"kick": "x...x...", "shaker": "xoxxxoxx", "conga": "..x..xxx"},
        "x...x...",
        "x.xx.x.x",
    ),
}


class Band:
    """Players who keep to a style; all that is not its rhythm they choose at random.

    Parameters
    ----------
    style : Style
    rng : np.random.Generator
    """

    def __init__(self, style: Style, rng: np.random.Generator) -> None:
        self.style, self.rng = style, rng
        self.beat_s = 60 / rng.uniform(*style.bpm)
        self.drums = pretty_midi.Instrument(int(rng.choice(KITS)), is_drum=True)
        self.bass, self.chords, self.lead = (
            pretty_midi.Instrument(int(rng.choice(programs))) for programs in (BASSES, COMPING, LEADS)
        )
        self.loud = {name: rng.uniform(0.45, 1.0) for name in ("drums", "bass", "chords", "lead")}
        if rng.random() < 0.25:
            self.loud["drums"] = 0.0
        self.key, self.progression = int(rng.integers(12)), PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
        self.density, self.tune = rng.uniform(0.2, 0.6), 0

    def play(self) -> pretty_midi.PrettyMIDI:
        """Play a piece."""
        style = self.style
        for bar in range(int(DURATION_S / (style.beats * self.beat_s)) + 1):
            root = (self.key + self.progression[(bar // 2) % len(self.progression)]) % 12
            for step in range(style.beats * style.steps):
                beat, part = divmod(step, style.steps)
                share = np.interp(part / style.steps, (0, 0.5, 1), (0, style.swing, 1))
                at_s = (bar * style.beats + beat + share) * self.beat_s
                self._accompany(step, at_s, root)
                self._sing(part, at_s)
        song = pretty_midi.PrettyMIDI()
        song.instruments = [self.drums, self.bass, self.chords, self.lead]
        return song

    def _accompany(self, step: int, at_s: float, root: int) -> None:
        for name, pattern in self.style.drums.items():
            struck = {"x": 1.0, "o": 0.5, ".": 0.0}[pattern[step]]
            if self.rng.random() < 0.06:
                struck = 0.0 if struck else 0.4
            self._strike(self.drums, DRUMS[name], at_s, 0.1, self.loud["drums"] * struck)
        if self.style.bass[step] == "x":
            fifth = 7 if step and self.rng.random() < 0.4 else 0
            self._strike(self.bass, 36 + root + fifth, at_s, 0.8 * self.beat_s, self.loud["bass"])
        if self.style.chords[step] == "x":
            for interval in (0, 4, 7):
                pitch = 60 + (root + interval) % 12
                self._strike(self.chords, pitch, at_s, 0.4 * self.beat_s, 0.8 * self.loud["chords"])

    def _sing(self, part: int, at_s: float) -> None:
        if self.rng.random() < self.density / self.style.steps * (2 if part == 0 else 1):
            self.tune = int(np.clip(self.tune + self.rng.integers(-2, 3), -5, 8))
            octave, degree = divmod(self.tune, 5)
            pitch = 72 + self.key + PENTATONIC[degree] + 12 * octave
            length_s = self.rng.uniform(0.3, 1.5) * self.beat_s
            self._strike(self.lead, pitch, at_s, length_s, self.loud["lead"])

    def _strike(
        self, instrument: pretty_midi.Instrument, pitch: int, at_s: float, length_s: float, force: float
    ) -> None:
        start = max(0.0, at_s + self.rng.normal(0, 0.006))
        velocity = int(np.clip(force * self.rng.uniform(80, 112), 0, 127))
        if velocity > 8:
            instrument.notes.append(pretty_midi.Note(velocity, pitch, start, start + length_s))


def render(song: pretty_midi.PrettyMIDI, path: Path, soundfont: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        midi, wave = Path(scratch, "song.mid"), Path(scratch, "song.wav")
        song.write(str(midi))
        command = [
            "fluidsynth",
            "-ni",
            "-q",
            "-g",
            "0.5",
            "-r",
            str(SAMPLE_RATE),
            "-F",
            wave,
            soundfont,
            midi,
        ]
        subprocess.run(command, check=True, capture_output=True)
        samples, _ = soundfile.read(wave, frames=int(DURATION_S * SAMPLE_RATE), always_2d=True)
    mono = samples.mean(axis=1)
    soundfile.write(path, 0.9 * mono / max(1e-6, float(np.abs(mono).max())), SAMPLE_RATE)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pieces", type=int, default=8, help="of each style")
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    arguments = parser.parse_args()
    if not arguments.soundfont.is_file():
        sys.exit(f"there is no soundfont {arguments.soundfont}: name one with --soundfont")
    for number, (name, style) in enumerate(STYLES.items()):
        (arguments.folder / name).mkdir(parents=True, exist_ok=True)
        for piece in range(arguments.pieces):
            path = arguments.folder / name / f"{piece:02d}.flac"
            if not path.exists():
                render(Band(style, np.random.default_rng((number, piece))).play(), path, arguments.soundfont)
        print(name, flush=True)


if __name__ == "__main__":
    main()
