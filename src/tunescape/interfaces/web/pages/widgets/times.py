"""Lengths of time, as a person says them."""

from tunescape.interfaces.web.texts import Texts

__all__ = ["clock", "span"]


def clock(seconds: float) -> str:
    """Return the length of a track: ``3:05``, or ``1:02:03``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(t: Texts, seconds: float) -> str:
    """Return how long something takes, no more exact than one needs to know.

    Parameters
    ----------
    t : Texts
    seconds : float >= 0
    """
    whole = max(0, round(seconds))
    if whole < 100:
        return t("time.seconds", s=whole)
    minutes = round(whole / 60)
    if minutes < 100:
        return t("time.minutes", m=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return t("time.hours", h=hours, m=minutes)
    return t("time.days", d=hours // 24, h=hours % 24)
