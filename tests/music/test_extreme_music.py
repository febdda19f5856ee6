"""What listens to whole tracks stands every finite signal: finite numbers, without a warning."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from extreme_signals import RATE, extreme, extreme_signals
from hypothesis import example, given, settings

from tunescape.arrays import FloatArray
from tunescape.errors import TunescapeError
from tunescape.music.chords.hear import hear_chords_of_blocks
from tunescape.music.heard_form import hear_blocks
from tunescape.music.hooks import find_hook
from tunescape.music.transcription.transcribe import transcribe_blocks


def form_and_hook(signal: FloatArray) -> object:
    heard = hear_blocks([signal])
    return heard, find_hook(heard, length_s=1.0)


HEARD = {
    "beats and chords": lambda signal: hear_chords_of_blocks([signal]),
    "form and hook": form_and_hook,
    "notes": lambda signal: transcribe_blocks([signal], pitch_bends=True),
}
SECONDS = 6


def numbers(found: object) -> Iterator[float]:
    """Return all that are in a dataclass, however deep."""
    if is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name))
    elif isinstance(found, dict):
        yield from numbers(list(found.values()))
    elif isinstance(found, list | tuple):
        for part in found:
            yield from numbers(part)
    elif isinstance(found, np.ndarray):
        yield from found.ravel().tolist()
    elif isinstance(found, int | float):
        yield found


@pytest.mark.parametrize("hear", HEARD.values(), ids=HEARD)
@given(signal=extreme_signals(longest=SECONDS * RATE))
@example(signal=extreme("sine", -22, SECONDS * RATE))
@example(signal=extreme("fading", -22, SECONDS * RATE))
@example(signal=extreme("impulse", -45, SECONDS * RATE))
@example(signal=extreme("alternating", 0, SECONDS * RATE))
@settings(max_examples=10)
def test_what_is_heard_is_finite(hear: Callable[[FloatArray], object], signal: FloatArray) -> None:
    try:
        found = hear(signal.mean(axis=0))
    except TunescapeError:
        return  # a sentence will do
    assert np.isfinite(list(numbers(found))).all()
