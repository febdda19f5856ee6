"""What is told of chords can be taken for what was heard."""

import json

import numpy as np

from tunescape.features.beats import Beats
from tunescape.features.chord_names import NO_CHORD
from tunescape.features.chords import ChordSequence
from tunescape.features.tonality import KeyEstimate
from tunescape.interfaces.chord_documents import chord_document, chords_of_document
from tunescape.music.chords.hear import HeardChords


def test_a_document_tells_of_the_same_chords() -> None:
    sequence = ChordSequence(
        np.array([0, 0.51234567, 2.5, 4]), np.array([NO_CHORD, 3, 8]), np.array([1.0, 0.71234, 0.5])
    )
    beats = Beats(0.5 * np.arange(8), np.array([0.0, 2.0]), 120.001, 0.9, (60.0,), 4, 0.8)
    heard = HeardChords(sequence, beats, KeyEstimate("Eb major", 0.61, ("C minor",), -3.2), 4.0)
    document = json.loads(json.dumps(chord_document(heard)))
    again = chords_of_document(document)
    np.testing.assert_allclose(again.sequence.bounds_s, sequence.bounds_s, atol=1e-4)
    np.testing.assert_array_equal(again.sequence.chords, sequence.chords)
    np.testing.assert_allclose(again.beats.times_s, beats.times_s)
    assert (again.labels, again.key, again.duration_s) == (heard.labels, heard.key, heard.duration_s)
    assert chord_document(again) == document
