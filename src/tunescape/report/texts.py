"""Every sentence and heading of a report, in English and Chinese."""

from dataclasses import dataclass

from tunescape.discovery.compare.words import Language
from tunescape.report.phrases_of_findings import PHRASES_OF_FINDINGS
from tunescape.report.phrases_of_page import PHRASES_OF_PAGE

__all__ = ["TEXTS", "Texts", "tonic_name"]

TEXTS: dict[str, tuple[str, str]] = {**PHRASES_OF_PAGE, **PHRASES_OF_FINDINGS}
"""By name: in English, in Chinese; with places for what is filled in."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Texts:
    """The texts of one language."""

    lang: Language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with its places filled in."""
        return TEXTS[key][self.lang == "zh"].format(**values)

    def tracks(self, n: int) -> str:
        """Write a number of tracks."""
        return self("n_tracks_1") if n == 1 else self("n_tracks", n=f"{n:,}")

    def date(self, moment: str) -> str:
        """Write the day of an ISO 8601 moment; what is none stays as it is."""
        parts = moment[:10].split("-")
        if len(parts) != 3 or not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12:
            return moment
        year, month, day = map(int, parts)
        return self("date", year=year, month=_MONTHS[month - 1], month_number=month, day=day)

    def length(self, seconds: float) -> str:
        """Write how long music lasts, in words."""
        if seconds < 60:
            return self("hours_s", s=round(seconds))
        hours, minutes = divmod(round(seconds / 60), 60)
        return self("hours_h", h=hours, min=minutes) if hours else self("hours_min", min=minutes)

    def listed(self, items: list[str]) -> str:
        """Join items as a sentence lists them."""
        if len(items) < 2:
            return "".join(items)
        return self("joined").join(items[:-1]) + self("joined_last") + items[-1]

    def key(self, name: str) -> str:
        """Write a key such as ``F# minor``."""
        tonic, _, mode = name.partition(" ")
        return self("key", tonic=tonic_name(tonic), mode=self(mode)) if mode in TEXTS else name


def tonic_name(tonic: str) -> str:
    """Write the tonic of a key with the signs of music: ``E♭``, ``F♯``."""
    return tonic[:1] + tonic[1:].replace("#", "♯").replace("b", "♭")
