"""What the analysis of one file consists of, stage by stage."""

import resource
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.segments import Segmentation
from tunescape.audio.tags import read_tags
from tunescape.features.embeddings import musicnn
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.features.statistical import STATISTICAL_RATE

RATES = (STATISTICAL_RATE, DESCRIPTOR_RATE, musicnn.SAMPLE_RATE)

IDENTIFY = "open, demux and hash"
DECODE = "decode the segments"
STFT = "STFT of the descriptors"
LOG_MEL = "log-mel of musicnn"
NETWORK = "network of musicnn"
TAGS = "read tags"
RESAMPLE = {rate: f"resample to {rate:,} Hz" for rate in RATES}

FLOOR = (IDENTIFY, DECODE, *RESAMPLE.values(), STFT, LOG_MEL, NETWORK)
"""What no feature set of this kind can do without."""


def cpu_s() -> float:
    """CPU seconds of this process so far: all its threads, in user and kernel mode."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def stage_costs(path: str) -> dict[str, float]:
    """Go through the steps of ``describe_file``, and time each.

    Parameters
    ----------
    path : str

    Returns
    -------
    dict of str to float
        CPU seconds by stage, in the order of the work; feature sets under their names.
    """
    costs: dict[str, float] = defaultdict(float)
    feature_sets = {name: FEATURE_SETS[name] for name in resolve_feature_sets("default")}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        started = cpu_s()
        yield
        costs[name] += cpu_s() - started

    with stage(IDENTIFY):
        audio = AudioFile(path)
        identity = identify(audio)
    with audio:
        for span in Segmentation().spans(identity.duration_s):
            with stage(DECODE):
                signal = audio.read(*span)
                excerpt = Excerpt(signal.mono(), signal.sample_rate, start_s=span.start_s)
            for rate in RATES:
                with stage(RESAMPLE[rate]):
                    excerpt.at(rate)
            with stage(STFT):
                _ = excerpt.spectrum
            with stage(LOG_MEL):
                patches = musicnn.patches(musicnn.log_mel(excerpt.at(musicnn.SAMPLE_RATE)))
            with stage(NETWORK):
                musicnn.embed(patches)
            for name, feature_set in feature_sets.items():
                if name != musicnn.FEATURES.name and feature_set.excerpt is None:
                    with stage(name):
                        feature_set(excerpt)
        for name, feature_set in feature_sets.items():
            if feature_set.excerpt is not None:
                with stage(f"{name}, decoding included"):
                    signal = audio.read(*feature_set.excerpt.span(identity.duration_s))
                    feature_set(Excerpt(signal.mono(), signal.sample_rate, channels=signal.samples))
        with stage(TAGS):
            read_tags(path, embedded=audio.metadata)
    return dict(costs)
