"""Names for clusters, made from what sets them apart."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product

from tunescape.discovery.clusters.traits import Trait

__all__ = ["cluster_name", "naming_words"]

_ADJECTIVES = {
    "loudness_lufs": ("loud", "quiet", 1.0),
    "tempo_bpm": ("fast", "slow", 1.0),
    "brightness_hz": ("bright", "dark", 1.0),
    "bass_share": ("bassy", "light", 1.0),
    "onset_rate": ("busy", "sparse", 0.8),
    "pulse_clarity": ("steady", "free", 0.7),
    "dynamics_db": ("dynamic", "compressed", 0.5),
    "clarity_db": ("clear", "dense", 0.5),
}
"""Words for more and for less, and how readily a listener would say them."""

_MOODS = (
    "beautiful",
    "Mellow",
    "sexy",
    "catchy",
    "sad",
    "happy",
    "chill",
    "chillout",
    "party",
    "easy listening",
)
_TIMES = ("00s", "90s", "80s", "70s", "60s", "oldies")
_VOICES = ("female vocalists", "male vocalists", "female vocalist")
_LEAST_PROBABILITY = 0.1


def naming_words(traits: Sequence[Trait]) -> tuple[list[str], list[str]]:
    """Collect words for a cluster, the most fitting ones first.

    Parameters
    ----------
    traits : sequence of Trait
        Furthest apart first.

    Returns
    -------
    adjectives : list of str
        From loudness, tempo, brightness, ...
    tags : list of str
        Genres and instruments before voices, moods and decades. A tag has to be likely by itself (0.1), not
        only likelier than elsewhere.
    """
    counting = [trait for trait in traits if trait.counts]
    spoken = [trait for trait in counting if trait.measure.name in _ADJECTIVES]
    spoken.sort(key=lambda trait: -abs(trait.effect_size) * _ADJECTIVES[trait.measure.name][2])
    words = [_ADJECTIVES[trait.measure.name] for trait in spoken]
    adjectives = [
        less if trait.effect_size < 0 else more for trait, (more, less, _) in zip(spoken, words, strict=True)
    ]
    more = [trait for trait in counting if trait.tag and trait.effect_size > 0]
    likely = [trait for trait in more if trait.mean >= _LEAST_PROBABILITY]
    likely.sort(key=lambda trait: (_kind(trait.tag), -trait.distance * trait.mean**0.5))
    return adjectives, [trait.tag for trait in likely]


def cluster_name(traits: Sequence[Trait], *, taken: Collection[str], fallback: str) -> str:
    """Make a name that no other cluster has.

    Parameters
    ----------
    traits : sequence of Trait
        Furthest apart first.
    taken : collection of str
        Names of other clusters.
    fallback : str
        For a cluster that nothing sets apart.

    Returns
    -------
    str
        ``loud metal, hard rock``: what it is like, and up to two tags.
    """
    used = {name.casefold() for name in taken}
    for name in _candidates(*naming_words(traits), fallback):
        if name.casefold() not in used:
            return name
    raise AssertionError("candidates never end")


def _candidates(adjectives: Sequence[str], tags: Sequence[str], fallback: str) -> Iterator[str]:
    pairs = list(_pairs(tags))
    if not pairs:
        pairs = [", ".join(adjectives[:2]) or fallback]
        yield pairs[0]
    # the same two tags with another adjective say more than other tags
    for pair, adjective in product(pairs[:3], adjectives[:3] or [""]):
        yield f"{adjective} {pair}".strip()
    number = 2
    while True:
        yield f"{pairs[0]} {number}"
        number += 1


def _pairs(tags: Sequence[str]) -> Iterator[str]:
    for i, first in enumerate(tags):
        others = [other for other in tags[i + 1 :] if not _alike(first, other)]
        yield ", ".join([first, *others[:1]])


def _alike(a: str, b: str) -> bool:
    """Whether two tags say the same: electronic and electronica, metal and heavy metal."""
    words_a, words_b = (text.casefold().split() for text in (a, b))
    return any(one[:5] == other[:5] for one in words_a for other in words_b)


def _kind(tag: str) -> int:
    if tag in _TIMES:
        return 3
    return 2 if tag in _MOODS else 1 if tag in _VOICES else 0
