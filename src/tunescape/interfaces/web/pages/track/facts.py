"""The numbers of a track: tempo, key, loudness, length, where it belongs."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.track.says import confidence, minus
from tunescape.interfaces.web.pages.widgets.names import key_name
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.services.cluster_names import cluster_names

__all__ = ["facts"]


def facts(page: PageContext, report: dict[str, Any]) -> None:
    """Add a tile for each number that is known.

    Parameters
    ----------
    page : PageContext
    report : dict
        As ``show`` tells it.
    """
    t, track = page.t, report["track"]
    with ui.element("div").classes("ts-tiles"):
        _tempo(page, report["tempo"])
        _key(page, report["key"])
        _loudness(page, report)
        _tile(t("word.duration"), clock(track["duration_s"]))
        if track["year"]:
            _tile(t("track.year"), str(track["year"]))
        if track["rank"] is not None:
            users = "" if track["users"] is None else t("track.chart_users", n=f"{track['users']:,}")
            _tile(t("track.chart"), str(track["rank"]), users)
        _cluster(page, track)


def _tile(name: str, value: str, more: str = "") -> None:
    with ui.element("div").classes("ts-tile"):
        Text("div", name).classes("ts-tile-name")
        Text("div", value).classes("ts-tile-value")
        if more:
            Text("div", more).classes("ts-tile-more")


def _tempo(page: PageContext, tempo: dict[str, Any]) -> None:
    t = page.t
    if tempo["bpm"] is None:
        _tile(t("word.tempo"), t("track.unclear"))
        return
    others = [f"{other:.0f}" for other in tempo["alternatives"][:1]]
    _tile(t("word.tempo"), t("unit.bpm", value=f"{tempo['bpm']:.0f}"), confidence(t, tempo, others))


def _key(page: PageContext, key: dict[str, Any]) -> None:
    t = page.t
    if key["name"] is None:
        _tile(t("word.key"), t("track.unclear"))
        return
    others = [key_name(t, other) for other in key["alternatives"][:1]]
    value = key_name(t, key["name"])
    code = t("track.camelot", code=key["camelot"]) if key.get("camelot") else ""
    _tile(t("word.key"), value, " · ".join(filter(None, [code, confidence(t, key, others)])))


def _loudness(page: PageContext, report: dict[str, Any]) -> None:
    t, lufs, peak = page.t, report["loudness_lufs"], report["true_peak_db"]
    if lufs is None:
        return
    more = "" if peak is None else t("track.peak", value=minus(peak))
    _tile(t("word.loudness"), t("track.lufs", value=minus(lufs)), more)


def _cluster(page: PageContext, track: dict[str, Any]) -> None:
    if track["cluster"] is None:
        return
    names = cluster_names(page.state.library, page.t.language)
    with ui.element("div").classes("ts-tile"):
        Text("div", page.t("word.cluster")).classes("ts-tile-name")
        with ui.link(target="/clusters").classes("ts-link ts-tile-value ts-tile-words"):
            Text("span", names.get(track["cluster"]) or str(track["cluster"]))
