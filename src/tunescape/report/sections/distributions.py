"""The section ``distributions``: tempo, loudness, key, tags and genre of all tracks, group beside group."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from tunescape.features.tonality import PITCH_CLASSES
from tunescape.library.records import Track
from tunescape.report.cluster_names import tag_name
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Plot, Section, Sentences, Variant
from tunescape.report.figures import Bars
from tunescape.report.texts import Texts, tonic_name
from tunescape.text import visible

__all__ = ["distributions"]

LEAST_TRACKS = 3
"""Of fewer there is nothing to count."""

_MOST_BARS = 15
_TEMPO_BPM, _LOUDNESS_LU = 10, 2
_ENHARMONIC = {"C#": "C#", "Db": "C#", "D#": "Eb", "Gb": "F#", "G#": "Ab", "A#": "Bb"}

_Groups = Sequence[tuple[str, Sequence[Track]]]


def distributions(contents: Contents, texts: Texts) -> Section:
    """Count the tracks by tempo, loudness, key, tag and genre."""
    if len(contents.tracks) < LEAST_TRACKS:
        few = Sentences((texts("dist_few", n=LEAST_TRACKS),), is_note=True)
        return Section("distributions", texts("distributions"), (few,))
    groups = _groups(contents, texts)
    made = [
        _histogram("tempo", groups, lambda track: track.tempo_bpm, _TEMPO_BPM, "bpm", texts),
        _histogram("loudness", groups, lambda track: track.loudness_lufs, _LOUDNESS_LU, "lufs", texts),
        _keys(groups, texts),
        _tags(groups, texts),
        _genres(groups, texts),
    ]
    blocks: list[Block] = [block for block in made if isinstance(block, Plot)]
    notes = [item for block in made if isinstance(block, Sentences) for item in block.items]
    if len(groups) > 1 and blocks:
        notes.insert(0, texts("dist_of_shares"))
    if notes:
        blocks.append(Sentences(tuple(notes), is_note=True))
    return Section("distributions", texts("distributions"), tuple(blocks))


def _groups(contents: Contents, texts: Texts) -> _Groups:
    if contents.chart and contents.off_chart:
        return [(texts("on_chart"), contents.chart), (texts("off_chart"), contents.off_chart)]
    return [("", contents.tracks)]


def _histogram(
    name: str,
    groups: _Groups,
    read: Callable[[Track], float | None],
    width: int,
    title: str,
    texts: Texts,
) -> Block:
    values = [[value for track in tracks if (value := read(track)) is not None] for _, tracks in groups]
    known = [value for some in values for value in some]
    if not known:
        return _nothing(name, texts)
    low, high = int(np.floor(min(known) / width)), int(np.floor(max(known) / width))
    bins = range(low, high + 1)
    counts = [Counter(int(np.floor(value / width)) for value in some) for some in values]
    labels = tuple(f"{i * width}".replace("-", "−") for i in bins)
    heights = [[count[i] for i in bins] for count in counts]
    sizes = [len(some) for some in values]
    return _plot(name, groups, labels, heights, sizes, texts(title, width=width), texts, len(known))


def _keys(groups: _Groups, texts: Texts) -> Block:
    if len(groups) > 1:
        # keys by name: tonic by tonic, group and mode together would be four bars each
        title = texts("key_title")
        return _words("key", groups, lambda track: [texts.key(track.key)] if track.key else [], title, texts)
    tracks = groups[0][1]
    known = [track.key.split(" ") for track in tracks if track.key]
    if not known:
        return _nothing("key", texts)
    counts = Counter((_ENHARMONIC.get(tonic, tonic), mode) for tonic, mode in known)
    series = tuple(
        (texts(mode), tuple(float(counts[tonic, mode]) for tonic in PITCH_CLASSES))
        for mode in ("major", "minor")
    )
    figure = Bars(tuple(map(tonic_name, PITCH_CLASSES)), series, texts("tonic"), texts("axis_tracks"))
    caption = texts("known_of", n=len(known), total=len(tracks))
    return Plot("key", texts("dist_key"), caption, (Variant("", figure),))


def _tags(groups: _Groups, texts: Texts) -> Block:
    return _words(
        "tags",
        groups,
        lambda track: [tag_name(tag, texts.lang) for tag in track.tags],
        texts("tag"),
        texts,
        texts("tags_caption"),
    )


def _genres(groups: _Groups, texts: Texts) -> Block:
    if not any(track.genre for _, tracks in groups for track in tracks):
        return Sentences((texts("genre_unknown"),))
    return _words(
        "genre", groups, lambda track: [visible(track.genre)] if track.genre else [], texts("genre"), texts
    )


def _words(
    name: str,
    groups: _Groups,
    read: Callable[[Track], list[str]],
    label_title: str,
    texts: Texts,
    caption: str = "",
) -> Block:
    counts = [Counter(word for track in tracks for word in read(track)) for _, tracks in groups]
    total: Counter[str] = sum(counts, Counter())
    if not total:
        return _nothing(name, texts)
    words = [word for word, _ in total.most_common(_MOST_BARS)]
    if len(total) > _MOST_BARS:
        most = texts("dist_most", shown=_MOST_BARS, total=len(total))
        caption = texts("sentence_gap").join(filter(None, [caption, most]))
    sizes = [sum(bool(read(track)) for track in tracks) for _, tracks in groups]
    heights = [[count[word] for word in words] for count in counts]
    return _plot(
        name, groups, tuple(words), heights, sizes, label_title, texts, sum(sizes), caption, horizontal=True
    )


def _plot(
    name: str,
    groups: _Groups,
    labels: tuple[str, ...],
    heights: list[list[int]],
    sizes: list[int],
    label_title: str,
    texts: Texts,
    known: int,
    caption: str = "",
    *,
    horizontal: bool = False,
) -> Plot:
    several = len(groups) > 1
    series = tuple(
        (title, tuple(100 * count / max(size, 1) if several else float(count) for count in row))
        for (title, _), row, size in zip(groups, heights, sizes, strict=True)
    )
    figure = Bars(
        labels, series, label_title, texts("axis_share" if several else "axis_tracks"), horizontal=horizontal
    )
    total = sum(len(tracks) for _, tracks in groups)
    of = texts("known_of", n=known, total=total)
    if several and known < total:
        each = [
            texts("known_in_group", name=title, n=size, total=len(tracks))
            for (title, tracks), size in zip(groups, sizes, strict=True)
        ]
        of = texts("known_of_each", n=known, total=total, each=texts("joined").join(each))
    caption = texts("sentence_gap").join(filter(None, [caption, of]))
    return Plot(name, texts(f"dist_{name}"), caption, (Variant("", figure),))


def _nothing(name: str, texts: Texts) -> Sentences:
    return Sentences((texts("dist_unknown", name=texts(f"dist_{name}")),))
