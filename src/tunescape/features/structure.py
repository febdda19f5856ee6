"""``structure@2``: the form of a track in numbers, and where its hook is."""

from collections import Counter

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.beats import track_beats
from tunescape.features.catchiness import best_stretches, stretches
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt
from tunescape.features.song_form import SongForm, song_form
from tunescape.features.track_frames import TrackFrames, track_frames

__all__ = ["FEATURES", "HOOK_S", "form_measures"]

HOOK_S = 15.0
"""Length of a hook, seconds: that of the sounds of short videos."""

HEARD_S = 600.0

DIMENSIONS = (
    "sections.count",
    "sections.letters",
    "sections.shortest",
    "sections.median",
    "sections.longest",
    "sections.first",
    "repetition.repeated_share",
    "repetition.main_share",
    "repetition.likeness",
    "bars.count",
    "bars.median",
    "hook.start",
    "hook.end",
    "hook.score",
    "hook.repetition",
    "hook.rise",
)


def form_measures(form: SongForm, frames: TrackFrames) -> Vector:
    """Describe the form of a track in a fixed number of quantities.

    Parameters
    ----------
    form : SongForm
    frames : TrackFrames
        Of the same track.

    Returns
    -------
    np.ndarray [shape=(16,), dtype=float64]
        As :data:`FEATURES` declares.
    """
    lengths_s = np.array([section.end_s - section.start_s for section in form.sections])
    times = Counter(form.labels)
    share = {
        label: sum(length for length, other in zip(lengths_s, form.labels, strict=True) if other == label)
        / form.duration_s
        for label in times
    }
    heard = stretches(form, frames, length_s=HOOK_S)
    hook = best_stretches(heard, length_s=HOOK_S, n=1)[0]
    start_s = heard.starts_s[hook]
    return np.array(
        [
            len(form.sections),
            len(times),
            lengths_s.min(),
            np.median(lengths_s),
            lengths_s.max(),
            lengths_s[0],
            sum(share[label] for label, n in times.items() if n > 1),
            max(share.values()),
            heard.measures["repetition"].mean(),
            len(form.grid),
            form.grid.bar_s,
            start_s,
            min(start_s + HOOK_S, form.duration_s),
            heard.scores[hook],
            heard.measures["repetition"][hook],
            heard.measures["rise"][hook],
        ]
    )


def _describe(excerpt: Excerpt) -> Vector:
    frames = track_frames(excerpt.at(DESCRIPTOR_RATE))
    beats = track_beats(excerpt.samples, excerpt.sample_rate)
    return form_measures(song_form(frames, beats, duration_s=excerpt.duration_s), frames)


FEATURES = FeatureSet(
    name="structure",
    version=2,
    dimensions=DIMENSIONS,
    dtype="float32",
    units="sections.shortest, .median, .longest, .first, bars.median, hook.start, hook.end: s; *.count, "
    "sections.letters: numbers; *_share, hook.score: 0 to 1; *.repetition, repetition.likeness: -1 to 1; "
    "hook.rise: dB",
    summary="sections and how much of the track comes again; where the hook is (first 10 min)",
    source="checkerboard novelty after Foote 2000, stripes of the self-similarity after Serrà et al. 2014",
    describe=_describe,
    excerpt=TrackExcerpt("start", HEARD_S),
    by_default=False,
)
