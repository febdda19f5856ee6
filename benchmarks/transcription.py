"""How well notes and melody are heard, beside basic-pitch's published settings; and what it costs.

    python benchmarks/transcription.py PAIRS [--seconds 60] [--json FILE]

PAIRS is a folder of recordings and of the notes in them: NAME.wav, and NAME.mid without drums, whose track
MELODY is the melody. Names that end alike, as in 021_band, are one row of the table. Onset F1 by mir_eval: a
note is right if its pitch is and it starts within 50 ms. The melody of the published settings, which have
none, is the skyline: notes from G3 up that are the highest for half of their length.
"""

import argparse
import json
import resource
import sys
from collections import defaultdict
from pathlib import Path

import mir_eval
import numpy as np
import pretty_midi

from tunescape.features.posteriorgram import (
    SAMPLE_RATE,
    Posteriorgram,
    frame_times_s,
    posteriorgrams,
)
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.decode import decode_notes
from tunescape.music.transcription.melody import find_melody
from tunescape.music.transcription.thresholds import decode_by_thresholds

Rows = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""A note a row: onset and offset (s), MIDI number."""

LOWEST_MELODY = 55
SAME_S = 0.05
FRAMES_PER_S = 100


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def played(path: Path, seconds: float, only: str = "") -> Rows:
    """Read the notes that sound; two tracks that play one key within 50 ms play one note."""
    tracks = pretty_midi.PrettyMIDI(str(path)).instruments
    notes = sorted(
        (note.pitch, note.start, note.end)
        for track in tracks
        for note in track.notes
        if (not only or track.name == only) and note.start < seconds - 0.1
    )
    kept: list[list[float]] = []
    for pitch, start, end in notes:
        if kept and kept[-1][2] == pitch and start - kept[-1][0] < SAME_S:
            kept[-1][1] = max(kept[-1][1], end)
        else:
            kept.append([start, max(end, start + 0.03), pitch])
    return np.array(kept).reshape(-1, 3)


def skyline(notes: Rows) -> Rows:
    """Keep the notes from G3 up that are the highest for half of their length."""
    notes = notes[notes[:, 2] >= LOWEST_MELODY]
    first = (notes[:, 0] * FRAMES_PER_S).astype(int)
    end = np.maximum((notes[:, 1] * FRAMES_PER_S).astype(int), first + 1)
    top = np.zeros(int(end.max(initial=0)))
    for note, begin, stop in zip(notes, first, end, strict=True):
        top[begin:stop] = np.maximum(top[begin:stop], note[2])
    shares = [
        np.mean(top[begin:stop] == note[2]) for note, begin, stop in zip(notes, first, end, strict=True)
    ]
    return notes[np.array(shares, dtype=float) >= 0.5]


def onset_f1(reference: Rows, found: Rows) -> float:
    if not len(reference) or not len(found):
        return float(not len(reference) and not len(found))
    spans = [
        np.column_stack([rows[:, 0], np.maximum(rows[:, 1], rows[:, 0] + 0.01)])
        for rows in (reference, found)
    ]
    hz = [440 * 2 ** ((rows[:, 2] - 69) / 12) for rows in (reference, found)]
    scores = mir_eval.transcription.precision_recall_f1_overlap(
        spans[0], hz[0], spans[1], hz[1], offset_ratio=None
    )
    return float(scores[2])


def by_thresholds(heard: Posteriorgram, seconds: float) -> Rows:
    found = decode_by_thresholds(heard)
    frames = np.array([[note.first, note.end] for note in found], dtype=np.int64).reshape(-1, 2)
    pitch = np.array([note.pitch for note in found], dtype=np.float64)
    rows = np.column_stack([frame_times_s(frames), pitch])
    return rows[rows[:, 0] < seconds - 0.1]


def score(path: Path, seconds: float) -> dict[str, float]:
    blocks = list(read_blocks(path, seconds=seconds))
    started = cpu_s()
    stretches = list(posteriorgrams(blocks))
    network_s = cpu_s() - started
    started = cpu_s()
    notes = decode_notes(stretches, duration_s=seconds)
    melody = find_melody(notes)
    decoding_s = cpu_s() - started
    ours = np.column_stack([notes.onset_s, notes.offset_s, notes.pitch])
    heard = Posteriorgram(
        *(np.concatenate([getattr(s, name) for s in stretches]) for name in ("note", "onset", "contour"))
    )
    theirs = by_thresholds(heard, seconds)
    midi = path.with_suffix(".mid")
    every, tune = played(midi, seconds), played(midi, seconds, "MELODY")
    minutes = sum(map(len, blocks)) / SAMPLE_RATE / 60
    return {
        "notes": onset_f1(every, ours),
        "notes, published": onset_f1(every, theirs),
        "melody": onset_f1(tune, ours[melody]),
        "melody, skyline of published": onset_f1(tune, skyline(theirs)),
        "network, CPU s a minute": network_s / minutes,
        "decoding, CPU s a minute": decoding_s / minutes,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path, metavar="PAIRS")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each recording [%(default)s]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores of each recording")
    options = parser.parse_args()
    scores = {
        path.stem: score(path, options.seconds)
        for path in sorted(options.pairs.glob("*.wav"))
        if path.with_suffix(".mid").is_file()
    }
    if not scores:
        print(f"{options.pairs} holds no pairs of NAME.wav and NAME.mid", file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(json.dumps(scores, indent=1))
    groups = defaultdict(list)
    for name, row in scores.items():
        groups[name.rpartition("_")[2]].append(row)
    print("| " + " | ".join(["", "n", *next(iter(scores.values()))]) + " |")
    print("|---" * (len(next(iter(scores.values()))) + 2) + "|")
    for group, rows in groups.items():
        means = [f"{np.mean([row[key] for row in rows]):.3f}" for key in rows[0]]
        print("| " + " | ".join([group, str(len(rows)), *means]) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
