"""Marks and lanes of the waveform: beats, the hook, sections, chords."""

from typing import Any

from tunescape.features.chord_names import NO_CHORD, chord_symbol, root_of
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.texts import Texts

__all__ = ["chord_lane", "common_chords", "marks", "section_lane"]

_MOST_SPANS = 2000
"""Hours of chords: what is beyond is too narrow to be seen."""

_MOST_BEATS = 4000


def marks(music: dict[str, Any]) -> dict[str, Any]:
    """Return what ``<tune-waveform>`` marks of what was heard.

    Parameters
    ----------
    music : dict
        Documents by kind, as :func:`~tunescape.interfaces.web.services.heard_music.kept_music` returns them.
    """
    found: dict[str, Any] = {}
    if "hook" in music:
        found["spans"] = [[music["hook"]["start"], music["hook"]["end"], "hook"]]
    if "beats" in music:
        found["beats"] = music["beats"]["beats"][:_MOST_BEATS]
    return found


def section_lane(t: Texts, structure: dict[str, Any]) -> dict[str, Any]:
    """Return the sections as a lane; those of one letter have one colour."""
    letters = list(dict.fromkeys(section["label"] for section in structure["sections"]))
    told = [
        t("track.section_told", label=section["label"], start=clock(section["start"]))
        for section in structure["sections"]
    ]
    spans = [
        {
            "start": section["start"],
            "end": section["end"],
            "label": section["label"],
            "title": f"{section['label']} {clock(section['start'])}–{clock(section['end'])}",
            "hue": (205 + 67 * letters.index(section["label"])) % 360,
            "faint": False,
        }
        for section in structure["sections"][:_MOST_SPANS]
    ]
    separator = "，" if t.language == "zh" else ", "
    return {
        "name": t("track.sections"),
        "told": t("track.sections_told", told=separator.join(told)),
        "spans": spans,
    }


def chord_lane(t: Texts, document: dict[str, Any]) -> dict[str, Any]:
    """Return the chords as a lane; their roots have colours of their own."""
    key = document["key"]["name"]
    spans = []
    for chord in document["chords"][:_MOST_SPANS]:
        number = chord["number"]
        symbol = chord_symbol(number, key=key)
        spans.append(
            {
                "start": chord["start"],
                "end": chord["end"],
                "label": symbol,
                "title": f"{symbol or '–'} {clock(chord['start'])}",
                "hue": 0 if number == NO_CHORD else 30 * root_of(number),
                "faint": number == NO_CHORD,
            }
        )
    n = sum(not span["faint"] for span in spans)
    told = t.count("track.chords_told", n, chords=", ".join(common_chords(document)))
    return {"name": t("track.chords"), "told": told, "spans": spans}


def common_chords(document: dict[str, Any], *, at_most: int = 4) -> list[str]:
    """Return the symbols of the chords that sound longest in all."""
    key = document["key"]["name"]
    lasting: dict[str, float] = {}
    for chord in document["chords"]:
        if symbol := chord_symbol(chord["number"], key=key):
            lasting[symbol] = lasting.get(symbol, 0.0) + chord["end"] - chord["start"]
    return sorted(lasting, key=lambda symbol: -lasting[symbol])[:at_most]
