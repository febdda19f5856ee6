"""A small synthesiser: instruments, drums, effects and a mixer, arrays in and arrays out.

An instrument turns a frequency and a duration into one note; :func:`play` turns notes into a stereo bus;
effects work on buses; :func:`master` turns the sum of buses into a finished signal.
Everything is at :data:`SAMPLE_RATE`.
"""

from tunescape.music.synth.drums import clap, crash, hat, kick, noise_hit, shaker, snare, wood_block
from tunescape.music.synth.effects import (
    distort,
    duck,
    echo,
    equalise,
    high_pass,
    low_pass,
    master,
    reverb,
)
from tunescape.music.synth.envelopes import attack_release, decaying, swell
from tunescape.music.synth.instruments import bell, chip, flute, piano, subtractive
from tunescape.music.synth.mixing import Instrument, Note, hits, midi_to_hz, play
from tunescape.music.synth.oscillators import (
    SAMPLE_RATE,
    modes,
    n_samples_of,
    oscillate,
    pulse_harmonics,
    saw_harmonics,
    triangle_harmonics,
)
from tunescape.music.synth.strings import bend, pluck, vibrato

__all__ = [
    "SAMPLE_RATE",
    "Instrument",
    "Note",
    "attack_release",
    "bell",
    "bend",
    "chip",
    "clap",
    "crash",
    "decaying",
    "distort",
    "duck",
    "echo",
    "equalise",
    "flute",
    "hat",
    "high_pass",
    "hits",
    "kick",
    "low_pass",
    "master",
    "midi_to_hz",
    "modes",
    "n_samples_of",
    "noise_hit",
    "oscillate",
    "piano",
    "play",
    "pluck",
    "pulse_harmonics",
    "reverb",
    "saw_harmonics",
    "shaker",
    "snare",
    "subtractive",
    "swell",
    "triangle_harmonics",
    "vibrato",
    "wood_block",
]
