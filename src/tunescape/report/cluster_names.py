"""What clusters are called in a report: as they are stored, or the same in Chinese."""

import re

from tunescape.discovery.clusters.clustering import ONE_CLUSTER
from tunescape.discovery.compare.words import Language, words_of
from tunescape.features.embeddings.musicnn import TAGS
from tunescape.library.cluster_store import StoredCluster
from tunescape.text import visible

__all__ = ["cluster_name", "tag_name"]

# the words of tunescape.discovery.clusters.naming
_ADJECTIVES = {
    "loud": "响亮", "quiet": "安静", "fast": "快速", "slow": "慢速", "bright": "明亮", "dark": "暗沉",
    "bassy": "低音重", "light": "轻盈", "busy": "密集", "sparse": "稀疏", "steady": "节拍稳",
    "free": "节奏自由", "dynamic": "动态大", "compressed": "压缩重", "clear": "通透", "dense": "浓密",
}  # fmt: skip


def tag_name(tag: str, lang: Language) -> str:
    """Return what a tag of the network is called; any other stays as it is."""
    if lang == "en" or tag not in TAGS:
        return tag
    return words_of(f"tag.{tag}", lang).title.removeprefix("标签").strip("“”")


def cluster_name(cluster: StoredCluster, lang: Language) -> str:
    """Return what a cluster is called.

    Parameters
    ----------
    cluster : StoredCluster
    lang : {"en", "zh"}

    Returns
    -------
    str
        Its name. In Chinese the same words, unless a person gave the name, or it has others.
    """
    name = visible(cluster.name)
    if lang == "en" or cluster.renamed:
        return name
    return _in_chinese(name) or name


def _in_chinese(name: str) -> str | None:
    if name == ONE_CLUSTER:
        return "全部曲目"
    numbered = re.fullmatch(r"cluster (\d+)", name)
    if numbered:
        return f"第 {numbered[1]} 类"
    rest, number = name, ""
    if counted := re.fullmatch(r"(.+) (\d)", name):
        rest, number = counted[1], f" {counted[2]}"
    # an adjective before tags, or adjectives alone
    adjective, _, tags = rest.partition(" ")
    leading = _ADJECTIVES.get(adjective) if tags else None
    words = (tags if leading else rest).split(", ")
    known = [tag_name(word, "zh") if word in TAGS else _ADJECTIVES.get(word) for word in words]
    if None in known:
        return None
    return (f"{leading}的" if leading else "") + "·".join(map(str, known)) + number
