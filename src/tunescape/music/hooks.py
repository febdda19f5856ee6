"""Hooks: the catchiest stretch of a track, and why it is."""

from dataclasses import dataclass

import numpy as np

from tunescape.features.catchiness import Stretches, best_stretches, stretches
from tunescape.features.pitch import note_name
from tunescape.features.song_form import SongForm
from tunescape.features.structure import HOOK_S
from tunescape.music.heard_form import HeardForm

__all__ = ["HOOK_S", "Hook", "Stretch", "find_hook", "loop_stretch"]

RUNNERS_UP = 2
MIN_RANK = 0.6
AUDIBLE_DB = 1.0
LATE = 0.2
ALL = 0.99
ODD_BAR = 0.1  # how much longer or shorter than the median bar the first and the last may be


@dataclass(frozen=True)
class Stretch:
    """A stretch of a track that would do as its hook: seconds, and a score of 0 to 1."""

    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True)
class Hook:
    """The hook of a track.

    Attributes
    ----------
    best : Stretch
    reasons : tuple of str
        What speaks for it, as it was measured: sentences without a full stop.
    alternatives : tuple of Stretch
        At most two, best first; none overlaps another one or the hook.
    """

    best: Stretch
    reasons: tuple[str, ...]
    alternatives: tuple[Stretch, ...]


def find_hook(heard: HeardForm, *, length_s: float = HOOK_S) -> Hook:
    """Find the stretch that is repeated best, is loud and high, and begins a section.

    Every bar with room for it is a candidate. Its score is the weighted mean of the ranks of what
    :class:`~tunescape.features.catchiness.Stretches` measures, and of whether it begins a section.

    Parameters
    ----------
    heard : HeardForm
    length_s : float > 0

    Returns
    -------
    Hook
        Of a track that is shorter, the whole.
    """
    form = heard.form
    found = stretches(form, heard.frames, length_s=length_s)
    chosen = best_stretches(found, length_s=length_s, n=1 + RUNNERS_UP)
    parts = [
        Stretch(
            float(found.starts_s[index]),
            float(min(found.starts_s[index] + length_s, form.duration_s)),
            float(found.scores[index]),
        )
        for index in chosen
    ]
    if form.duration_s <= length_s:
        reasons = [f"the track is no longer than {length_s:g} s: it is its own hook"]
    else:
        reasons = _reasons(form, found, chosen[0], length_s)
    return Hook(parts[0], tuple(reasons), tuple(parts[1:]))


def _reasons(form: SongForm, found: Stretches, index: int, length_s: float) -> list[str]:
    bar = int(found.bars[index])
    label = form.bar_labels[bar]
    values = {name: float(measure[index]) for name, measure in found.measures.items()}
    ranks = {name: float(found.rank(name)[index]) for name in values}
    place = {"downbeats": "on a downbeat", "beats": "on a beat", "seconds": "where something new begins"}
    begins = f"section {label} begins" if found.begins_section[index] else f"section {label} goes on"
    said = [f"{begins} here, {place[form.grid.kind]}"]
    times = form.labels.count(label)
    if times > 1:
        said.append(f"section {label} comes {times} times")
    if ranks["repetition"] > MIN_RANK:
        said.append(f"it comes again better than {_most(ranks['repetition'])} of the track")
    if ranks["loudness"] > MIN_RANK:
        said.append(f"it is louder than {_most(ranks['loudness'])} of the track")
    if values["rise"] >= AUDIBLE_DB:
        said.append(f"it is {values['rise']:.1f} dB louder than the {length_s:g} s before")
    if ranks["register"] > MIN_RANK and values["register"] > 0:
        pitch = note_name(440 * 2 ** ((values["register"] - 69) / 12))
        said.append(f"the leading voice lies high, around {pitch}")
    if values["position"] > LATE:
        said.append(f"{values['position']:.0%} of the track come before it: it is no introduction")
    return said


def _most(rank: float) -> str:
    return "the rest" if rank > ALL else f"{rank:.0%}"


def loop_stretch(bars_s: list[float], start_s: float, *, length_s: float) -> tuple[float, float]:
    """Find a loop near a place: from the beginning of a bar to that of another one.

    Parameters
    ----------
    bars_s : list of float
        Where bars begin, and the end of the track: rising, seconds. What is left of a bar at the beginning
        or the end of the track is left out, if there is anything else.
    start_s : float
        Where it should begin.
    length_s : float > 0
        How long it should be.

    Returns
    -------
    start_s, end_s : float
        Seconds: the nearest beginning of a bar that has another one after it, and the one at which the
        loop is nearest to that length.
    """
    edges = np.array(bars_s)
    lengths = np.diff(edges)
    odd = np.abs(lengths / np.median(lengths) - 1) > ODD_BAR
    if len(edges) > 3:
        edges = edges[int(odd[0]) : len(edges) - int(odd[-1])]
    first = int(np.abs(edges[:-1] - start_s).argmin())
    ends = edges[first + 1 :]
    return float(edges[first]), float(ends[np.abs(ends - edges[first] - length_s).argmin()])
