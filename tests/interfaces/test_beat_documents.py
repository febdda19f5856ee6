"""What is told of beats can be taken for what was heard."""

import json

import numpy as np
import pytest

from tunescape.features.beats import Beats
from tunescape.interfaces.beat_documents import beat_document, beats_of_document
from tunescape.music.heard_beats import HeardBeats

TIMES_S = 0.123456 + np.arange(9) / 3
FOUND = Beats(TIMES_S, TIMES_S[::4], 180.00123, 0.87654, (90.00061, 60.0), 4, 0.5)


@pytest.mark.parametrize(
    "heard",
    [HeardBeats(FOUND, "4/4", 3.14159265), HeardBeats(Beats.none(), None, 1.0)],
    ids=["beats", "no beats"],
)
def test_a_document_tells_of_the_same_beats(heard: HeardBeats) -> None:
    document = json.loads(json.dumps(beat_document(heard)))
    again = beats_of_document(document)
    np.testing.assert_allclose(again.beats.times_s, heard.beats.times_s, atol=1e-4)
    np.testing.assert_allclose(again.beats.downbeats_s, heard.beats.downbeats_s, atol=1e-4)
    assert again.beats.tempo_bpm == pytest.approx(heard.beats.tempo_bpm, abs=0.01)
    assert again.beats.alternatives == pytest.approx(heard.beats.alternatives, abs=0.01)
    assert (again.metre, again.beats.beats_per_bar) == (heard.metre, heard.beats.beats_per_bar)
    assert again.duration_s == pytest.approx(heard.duration_s, abs=1e-4)
    assert beat_document(again) == document
