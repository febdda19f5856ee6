"""The documents ``structure@2`` and ``hook@2``: heard once, and kept where the library holds the track."""

from pathlib import Path
from typing import Any, NamedTuple

from tunescape.audio.midi_signature import is_midi_file
from tunescape.interfaces.annotated import annotated
from tunescape.music.heard_form import HeardForm, hear_form
from tunescape.music.hooks import HOOK_S, Stretch, find_hook, loop_stretch
from tunescape.music.written_form import read_form

__all__ = ["FoundHook", "found_hook", "hook_document", "loop_of", "structure_document"]

STRUCTURE, HOOK = "structure@2", "hook@2"


class FoundHook(NamedTuple):
    """What is known of the hook of a track.

    Attributes
    ----------
    path : str
        Its audio file.
    name : str or None
        ``Artist - Title``; None for a file that no library holds.
    structure, hook : dict
        As :func:`structure_document` and :func:`hook_document` say.
    """

    path: str
    name: str | None
    structure: dict[str, Any]
    hook: dict[str, Any]


def found_hook(query: str, library: Path | None, *, length_s: float = HOOK_S) -> FoundHook:
    """Find the hook of a track.

    Parameters
    ----------
    query : str
        A path, a track id, or part of a title.
    library : Path, optional
    length_s : float > 0
        Hooks of 15 s are kept in the library; of other lengths they are heard each time.

    Returns
    -------
    FoundHook

    Raises
    ------
    TunescapeError
        If nothing matches, or the file cannot be heard.
    """
    heard: dict[str, HeardForm] = {}

    def hear(path: str) -> HeardForm:
        if path not in heard:
            heard[path] = read_form(path) if is_midi_file(path) else hear_form(path)
        return heard[path]

    known = annotated(query, library, STRUCTURE, lambda path: structure_document(hear(path)))
    if length_s == HOOK_S:
        hook = annotated(query, library, HOOK, lambda path: hook_document(hear(path))).document
    else:
        hook = hook_document(hear(known.path), length_s=length_s)
    return FoundHook(known.path, known.name, known.document, hook)


def structure_document(heard: HeardForm) -> dict[str, Any]:
    """Describe the form of a track.

    Returns
    -------
    dict
        ``sections`` (``start``, ``end``, ``label``), ``bars`` (where they begin, and the end), ``grid``
        (``downbeats``, ``beats`` or ``seconds``), ``duration_s``, ``remarks``; times in seconds.
    """
    form = heard.form
    return {
        "sections": [
            {"start": _rounded(one.start_s), "end": _rounded(one.end_s), "label": one.label}
            for one in form.sections
        ],
        "bars": [_rounded(edge) for edge in form.grid.edges_s],
        "grid": form.grid.kind,
        "duration_s": _rounded(form.duration_s),
        "remarks": list(heard.remarks),
    }


def hook_document(heard: HeardForm, *, length_s: float = HOOK_S) -> dict[str, Any]:
    """Describe the hook of a track.

    Returns
    -------
    dict
        ``start``, ``end``, ``score``, ``reasons``, ``alternatives`` (``start``, ``end``, ``score``); times in
        seconds.
    """
    hook = find_hook(heard, length_s=length_s)
    return {
        **_stretch(hook.best),
        "reasons": list(hook.reasons),
        "alternatives": [_stretch(one) for one in hook.alternatives],
    }


def loop_of(found: FoundHook, *, length_s: float) -> FoundHook:
    """Turn a hook and its runners-up into loops: whole bars, as near to a length as they come.

    Where no beats are heard, stretches stay as they are, and that is said.
    """
    structure, hook = found.structure, dict(found.hook)
    if structure["grid"] == "seconds":
        remark = "no beats are heard: the loop has the length asked for, not whole bars"
        return found._replace(structure={**structure, "remarks": [*structure["remarks"], remark]})
    bars_s = structure["bars"]

    def looped(stretch: dict[str, Any]) -> dict[str, Any]:
        start_s, end_s = loop_stretch(bars_s, stretch["start"], length_s=length_s)
        return {**stretch, "start": start_s, "end": end_s}

    # bars are longer or shorter than what was asked for: runners-up may reach into the hook
    hook = looped(hook)
    others = [looped(other) for other in found.hook["alternatives"]]
    kept: list[dict[str, Any]] = [hook]
    for other in others:
        if all(other["end"] <= one["start"] or other["start"] >= one["end"] for one in kept):
            kept.append(other)
    return found._replace(hook={**hook, "alternatives": kept[1:]})


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "start": _rounded(stretch.start_s),
        "end": _rounded(stretch.end_s),
        "score": round(stretch.score, 4),
    }


def _rounded(time_s: float) -> float:
    return round(float(time_s), 4)
