"""What is known of a track, in words."""

import re
from collections.abc import Sequence
from typing import Any

from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.texts import TEXTS, Texts

__all__ = ["confidence", "hook_reason", "minus", "percent", "stretch", "view_name", "view_says"]

_REASONS: tuple[tuple[str, str], ...] = (
    (r"section (.+) begins here, (.+)", "begins"),
    (r"section (.+) goes on here, (.+)", "goes_on"),
    (r"section (.+) comes (\d+) times", "times"),
    (r"it comes again better than (.+) of the track", "again"),
    (r"it is louder than (.+) of the track", "louder"),
    (r"it is (.+) dB louder than the (.+) s before", "rise"),
    (r"the leading voice lies high, around (.+)", "high"),
    (r"(.+) of the track come before it: it is no introduction", "late"),
    (r"the track is no longer than (.+) s: it is its own hook", "short"),
)
"""Sentences of :func:`~tunescape.music.hooks.find_hook`, and what they are called here."""


def hook_reason(t: Texts, reason: str) -> str:
    """Return what speaks for a hook in the visitor's language; what is new here stays as it is."""
    for pattern, name in _REASONS:
        if found := re.fullmatch(pattern, reason):
            parts = [_place(t, part) for part in found.groups()]
            return t(f"hook.reason.{name}", **dict(zip("ab", parts, strict=False)))
    return reason[:1].upper() + reason[1:]


def _place(t: Texts, part: str) -> str:
    key = f"hook.place.{part}"
    return t(key) if key in TEXTS else part


def percent(share: float) -> str:
    """Write a share of 0 to 1."""
    return f"{100 * share:.0f}"


def confidence(t: Texts, estimate: dict[str, Any], others: Sequence[str]) -> str:
    """Say how sure an estimate is, and what else it could be."""
    said = [t("track.or", other=" / ".join(others))] if others else []
    return " · ".join([*said, t("track.confidence", percent=percent(estimate["confidence"]))])


def minus(value: float, digits: int = 1) -> str:
    """Write a number with a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def view_name(t: Texts, name: str, title: str) -> str:
    """Return what a picture is called; ``title`` where nobody translated it."""
    key = f"view.{name}"
    return t(key) if key in TEXTS else title


def view_says(t: Texts, name: str, summary: str) -> str:
    """Return what a picture shows; ``summary`` where nobody translated it."""
    key = f"view.{name}.says"
    return t(key) if key in TEXTS else summary


def stretch(t: Texts, start_s: float, end_s: float) -> str:
    """Say from when to when."""
    return t("track.hook.stretch", start=clock(start_s), end=clock(end_s))
