"""What is known of a track, in words."""

from collections.abc import Sequence
from typing import Any

from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.texts import TEXTS, Texts

__all__ = ["confidence", "minus", "percent", "stretch", "view_name", "view_says"]


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
