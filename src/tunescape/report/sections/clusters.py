"""The section ``clusters``: whether there are any, how many, and what each is like."""

from collections.abc import Mapping
from typing import Any

from tunescape.discovery.clusters.request import LEAST_FOR_VERDICT
from tunescape.discovery.clusters.sentences import short_trait
from tunescape.library.cluster_store import StoredCluster, StoredClustering
from tunescape.library.records import Track
from tunescape.report.cluster_names import tag_name
from tunescape.report.cluster_pictures import SCORES
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Card, Cards, Plot, Section, Sentences, Variant
from tunescape.report.figures import Curves
from tunescape.report.group_styles import group_styles
from tunescape.report.look import GREY
from tunescape.report.sections.sound_map import cluster_title
from tunescape.report.texts import Texts
from tunescape.text import visible

__all__ = ["clusters", "verdict_sentences"]

_MOST_CHIPS, _MOST_TRAITS, _MOST_TYPICAL = 4, 3, 3


def clusters(contents: Contents, texts: Texts) -> Section:
    """Say whether the tracks form clusters, draw the scores, and sum each cluster up."""
    clustering = contents.clustering
    if clustering is None:
        key = "clusters_one_track" if contents.n_library == 1 else "clusters_not_heard"
        return Section("clusters", texts("clusters"), (Sentences((texts(key),), is_note=True),))
    about = clustering.about
    blocks: list[Block] = [Sentences((texts("sentence_gap").join(verdict_sentences(about, texts)),))]
    notes = _notes(contents, clustering, texts)
    if notes:
        blocks.append(Sentences(tuple(notes), is_note=True))
    if len(clustering.clusters) > 1:
        blocks.append(Cards(tuple(_cards(contents, clustering, texts))))
    if len(about["scores"]) > 1:
        titles = {name: texts(f"curve_{name}") for name in SCORES}
        figure = Curves(tuple(about["scores"]), about["k"], titles, texts("k_title"))
        blocks.append(Plot("curves", texts("curves_title"), texts("curves_caption"), (Variant("", figure),)))
    return Section("clusters", texts("clusters"), tuple(blocks))


def verdict_sentences(about: Mapping[str, Any], texts: Texts) -> list[str]:
    """Say whether there are clusters, how many, and how sure that is.

    Parameters
    ----------
    about : mapping
        Of a :class:`~tunescape.library.cluster_store.StoredClustering`.
    texts : Texts
    """
    if not about["scores"]:
        return [texts("verdict_few", n=LEAST_FOR_VERDICT)]
    if not about["found"]:
        return [texts("verdict_none") if about["k"] == 1 else texts("verdict_asked", k=about["k"])]
    said = []
    score = next((row for row in about["scores"] if row["k"] == about["k"]), None)
    if score is not None:
        excess = score["silhouette"] - score["silhouette_expected"]
        said.append(
            texts("verdict_found", k=about["k"], silhouette=_two(score["silhouette"]), excess=_two(excess))
        )
    if about["stability_ari"] is not None:
        said.append(texts("verdict_stable", ari=_two(about["stability_ari"])))
    return said


def _notes(contents: Contents, clustering: StoredClustering, texts: Texts) -> list[str]:
    notes = []
    if not contents.clusters_stored and len(clustering.clusters) > 1:
        notes.append(texts("clusters_of_now"))
    new = sum(track.track_id not in contents.labels for track in contents.tracks)
    if new and contents.clusters_stored:
        notes.append(texts("clusters_new", tracks=texts.tracks(new)))
    if contents.n_library > len(contents.tracks):
        notes.append(texts("clusters_whole"))
    return notes


def _cards(contents: Contents, clustering: StoredClustering, texts: Texts) -> list[Card]:
    by_id = {track.track_id: track for track in contents.tracks}
    members = {
        one.label: [by_id[track_id] for track_id in one.track_ids if track_id in by_id]
        for one in clustering.clusters
    }
    colours = _group_colours(contents, texts)
    placed = sum(map(len, members.values()))
    return [
        _card(contents, one, members[one.label], placed, colours, texts)
        for one in sorted(clustering.clusters, key=lambda one: (-len(members[one.label]), one.label))
        if members[one.label]
    ]


def _card(
    contents: Contents,
    cluster: StoredCluster,
    tracks: list[Track],
    placed: int,
    colours: Mapping[str, str],
    texts: Texts,
) -> Card:
    by_id = {track.track_id: track for track in contents.tracks}
    summary = cluster.summary
    traits = [short_trait(trait, lang=texts.lang) for trait in summary["features"][:_MOST_TRAITS]]
    traits = [trait for trait in traits if trait]
    sentences = [texts("card_traits", traits=texts("joined").join(traits))] if traits else []
    if not traits and not summary["tags"]:
        sentences.append(texts("card_nothing"))
    ranks = [track.rank for track in tracks if track.rank is not None]
    if ranks:
        sentences.append(texts("card_charted", tracks=texts.tracks(len(ranks)), rank=min(ranks)))
    lists = []
    for key in ("typical", "extremes"):
        names = [visible(by_id[one].name) for one in summary[key] if one in by_id]
        if names:
            lists.append((texts(f"card_{key}"), tuple(names[:_MOST_TYPICAL])))
    title = cluster_title(contents, cluster.label, texts)
    return Card(
        title=title,
        subtitle=texts(
            "card_size", tracks=texts.tracks(len(tracks)), share=round(100 * len(tracks) / placed)
        ),
        colour=colours.get(title, GREY),
        chips=tuple(tag_name(tag["tag"], texts.lang) for tag in summary["tags"][:_MOST_CHIPS]),
        sentences=tuple(sentences),
        lists=tuple(lists),
    )


def _group_colours(contents: Contents, texts: Texts) -> dict[str, str]:
    """Return the colour that each cluster has on the map, by its title."""
    labels = contents.labels
    drawn = contents.layout.track_ids if contents.layout else list(labels)
    titles = [cluster_title(contents, labels[one], texts) for one in drawn if one in labels]
    return {title: colour for title, (colour, _) in group_styles(titles).items()}


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
