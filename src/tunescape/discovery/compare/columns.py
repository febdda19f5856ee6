"""What the numbers known of tracks are called in sentences, in English and Chinese."""

from typing import NamedTuple

from tunescape.discovery.compare.words import Language

__all__ = ["COLUMNS", "ColumnWords", "column_title"]


class ColumnWords(NamedTuple):
    """How a column is spoken of.

    Attributes
    ----------
    title, title_zh : str
        What it is called within a sentence.
    lead, lead_zh : str
        How a sentence begins about tracks that have more of it.
    sign : {1, -1}
        -1 where a smaller number is more of it.
    """

    title: str
    title_zh: str
    lead: str
    lead_zh: str
    sign: int = 1


COLUMNS: dict[str, ColumnWords] = {
    # a small rank is a high place
    "rank": ColumnWords(
        "the place on the chart", "名次", "The higher a track is on the chart", "排名越靠前", -1
    ),
    "users": ColumnWords("the number of users", "使用人数", "The more users a track has", "使用人数越多"),
    "users_gained": ColumnWords(
        "the number of users gained", "新增使用人数", "The more users a track gains", "新增使用人数越多"
    ),
    "duration_s": ColumnWords("the length", "时长", "The longer a track is", "曲目越长"),
    "year": ColumnWords("the year", "年份", "The newer a track is", "年份越新"),
    "tempo_bpm": ColumnWords("the tempo", "速度", "The faster a track is", "速度越快"),
    "loudness_lufs": ColumnWords("the loudness", "响度", "The louder a track is", "响度越高"),
    "true_peak_db": ColumnWords("the true peak", "真峰值", "The higher its peaks are", "峰值越高"),
    "cluster": ColumnWords(
        "the number of the cluster",
        "聚类编号",
        "The higher the number of its cluster",
        "聚类编号越大",
    ),
}
"""By name: every number that is known of tracks."""


def column_title(column: str, lang: Language) -> str:
    """Return what a column is called within a sentence: ``the number of users gained``."""
    words = COLUMNS[column]
    return words.title if lang == "en" else words.title_zh
