"""The section ``summary``: the whole report in a few sentences and numbers."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from tunescape.discovery.compare.correlation_sentences import summarise_correlations
from tunescape.discovery.compare.sentences import summarise
from tunescape.library.records import Track
from tunescape.report.cluster_names import cluster_name, tag_name
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Section, Sentences, Tile, Tiles
from tunescape.report.texts import Texts
from tunescape.report.time_axis import clock
from tunescape.text import visible

__all__ = ["overview"]

_MOST_TAGS, _MOST_CLUSTERS = 5, 3
_FEW = 4  # of fewer tracks quartiles say nothing


def overview(contents: Contents, texts: Texts) -> Section:
    """Say at a glance what the report is about, and what it found."""
    findings = contents.findings
    said = [
        summarise(finding.comparison, lang=texts.lang)
        for i, finding in enumerate(findings.comparisons)
        if finding.comparison is not None and (i == 0 or finding.comparison.significant)
    ]
    if findings.correlations is not None and findings.correlations.significant:
        said.append(summarise_correlations(findings.correlations, lang=texts.lang))
    paragraphs = [_sound(contents, texts), _clusters(contents, texts), *said]
    gap = texts("sentence_gap")
    blocks: list[Block] = [
        Sentences((gap.join(_about(contents, texts)),)),
        Tiles(tuple(_tiles(contents, texts))),
        Sentences(tuple(visible(gap.join(paragraph)) for paragraph in paragraphs if paragraph)),
    ]
    if contents.n_failures:
        blocks.append(Sentences((texts("sum_failures", n=contents.n_failures),), is_note=True))
    return Section("summary", texts("summary"), tuple(blocks))


def _about(contents: Contents, texts: Texts) -> list[str]:
    request, chart = contents.request, contents.chart
    said = []
    if request.where is not None:
        where, n = visible(request.where), f"{len(contents.tracks):,}"
        said.append(texts("sum_selection", where=where, n=n, total=f"{contents.n_library:,}"))
    if not chart:
        return [*said, texts("sum_no_chart")]
    names = {track.chart for track in chart}
    moments = sorted({track.charted_at[:10] for track in chart if track.charted_at})
    name, tracks = visible(chart[0].chart or ""), texts.tracks(len(chart))
    if len(names) > 1 or not name:
        said.append(texts("sum_chart_of_hand", tracks=tracks))
    elif len(moments) == 1:
        said.append(texts("sum_chart", chart=name, tracks=tracks, date=texts.date(moments[0])))
    else:
        said.append(texts("sum_chart_undated", chart=name, tracks=tracks))
    if len(moments) > 1:
        first, last = texts.date(moments[0]), texts.date(moments[-1])
        said.append(texts("sum_charts_mixed", first=first, last=last))
    if contents.off_chart:
        said.append(texts("sum_beside", tracks=texts.tracks(len(contents.off_chart))))
    return said


def _tiles(contents: Contents, texts: Texts) -> list[Tile]:
    tracks = contents.tracks
    tiles = [Tile(f"{len(tracks):,}", "", texts("tile_tracks"))]
    if contents.chart and len(contents.chart) < len(tracks):
        tiles.append(Tile(f"{len(contents.chart):,}", "", texts("tile_charted")))
    tempo, loudness = _known(tracks, _tempo), _known(tracks, _loudness)
    if tempo:
        tiles.append(Tile(f"{np.median(tempo):.0f}", "BPM", texts("tile_tempo")))
    if loudness:
        tiles.append(Tile(_decimal(float(np.median(loudness))), "LUFS", texts("tile_loudness")))
    lengths = [track.duration_s for track in tracks]
    tiles.append(Tile(clock(float(np.median(lengths))), "", texts("tile_length")))
    clustering = contents.clustering
    if clustering is not None and len(clustering.clusters) > 1:
        tiles.append(Tile(str(len(clustering.clusters)), "", texts("tile_clusters")))
    return tiles


def _sound(contents: Contents, texts: Texts) -> list[str]:
    tracks = contents.tracks
    one = len(tracks) == 1
    said = []
    for key, values, write in (
        ("sum_tempo", _known(tracks, _tempo), _whole),
        ("sum_loudness", _known(tracks, _loudness), _decimal),
    ):
        low, median, high = np.percentile(values, [25, 50, 75]) if values else (0, 0, 0)
        if one and values:
            said.append(texts(f"{key}_one", median=write(median)))
        elif len(values) >= _FEW:
            said.append(texts(key, low=write(low), median=write(median), high=write(high)))
    counts = Counter(tag for track in tracks for tag in track.tags)
    if one and counts:
        said.append(texts("sum_tags_one", tags=texts.listed([tag_name(tag, texts.lang) for tag in counts])))
    elif counts:
        most = [
            texts("n_of", name=tag_name(tag, texts.lang), n=n) for tag, n in counts.most_common(_MOST_TAGS)
        ]
        said.append(texts("sum_tags", tags=texts.listed(most)))
    return said


def _clusters(contents: Contents, texts: Texts) -> list[str]:
    clustering = contents.clustering
    if clustering is None:
        return []
    if len(clustering.clusters) < 2:
        return [texts("sum_one_cluster")] if clustering.about["scores"] else []
    sizes = Counter(contents.labels.values())
    names = {one.label: texts("quoted", name=cluster_name(one, texts.lang)) for one in clustering.clusters}
    most = [texts("n_of", name=names[label], n=n) for label, n in sizes.most_common(_MOST_CLUSTERS)]
    return [texts("sum_clusters", k=len(clustering.clusters), names=texts.listed(most))]


def _known(tracks: tuple[Track, ...], read: Callable[[Track], float | None]) -> list[float]:
    return [value for track in tracks if (value := read(track)) is not None]


def _tempo(track: Track) -> float | None:
    return track.tempo_bpm


def _loudness(track: Track) -> float | None:
    return track.loudness_lufs


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")
