"""The columns of the table of tracks."""

from collections.abc import Mapping
from typing import Any

from tunescape.interfaces.web.pages.widgets.names import key_name, tag_names
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.pages.widgets.track_table import Column
from tunescape.interfaces.web.texts import Texts

__all__ = ["library_columns"]

_TAGS_SHOWN = 3


def library_columns(t: Texts, cluster_names: Mapping[int, str]) -> tuple[Column, ...]:
    """Return them, after title and artist; without the clusters where there are none.

    Parameters
    ----------
    t : Texts
    cluster_names : mapping
        By label, looked into whenever a row is shown.
    """
    columns = (
        Column("length", t("word.duration"), _length, sort="duration_s", number=True),
        Column("tempo", t("word.tempo"), _tempo, sort="tempo_bpm", number=True),
        Column("key", t("word.key"), lambda row: key_name(t, row["key"] or ""), sort="key", wide=True),
        Column("genre", t("word.genre"), lambda row: row["genre"] or "", sort="genre", wide=True),
        Column(
            "tags",
            t("word.tags"),
            lambda row: tag_names(t, row["tags"][:_TAGS_SHOWN]),
            wide=True,
        ),
        Column(
            "cluster",
            t("word.cluster"),
            lambda row: cluster_names.get(row["cluster"], ""),
            sort="cluster_name",
            wide=True,
        ),
    )
    return columns if cluster_names else columns[:-1]


def _length(row: dict[str, Any]) -> str:
    return clock(row["duration_s"])


def _tempo(row: dict[str, Any]) -> str:
    return "" if row["tempo_bpm"] is None else f"{row['tempo_bpm']:.0f}"
