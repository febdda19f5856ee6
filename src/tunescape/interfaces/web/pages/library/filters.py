"""What the table of tracks is narrowed down to: kept in the address, turned into one condition."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tunescape.errors import QueryError
from tunescape.interfaces.web.texts import Texts
from tunescape.library.sort import parse_sort
from tunescape.library.where import parse_where

__all__ = ["Filters", "condition_problem", "quoted"]

_LONGEST = 2000
_AT = re.compile(r"at character (\d+)$")
_NO_FIELD = re.compile(r"there is no field (\w+)$")


@dataclass(frozen=True)
class Filters:
    """What a visitor asked for.

    Attributes
    ----------
    q : str
        Any part of title, artist, album or path.
    genre : str or None
    slowest_bpm, fastest_bpm : float or None
    cluster : int or None
    where : str
        A condition in the words of ``list --where``, beside the others.
    sort : str or None
        As ``list --sort`` writes it.
    """

    q: str = ""
    genre: str | None = None
    slowest_bpm: float | None = None
    fastest_bpm: float | None = None
    cluster: int | None = None
    where: str = ""
    sort: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """Read an address, whatever somebody wrote into it: what makes no sense is left out."""
        slowest, _, fastest = query.get("tempo", "").partition("-")
        cluster = query.get("cluster", "")
        return cls(
            q=query.get("q", "")[:_LONGEST],
            genre=query.get("genre", "")[:_LONGEST] or None,
            slowest_bpm=_number(slowest),
            fastest_bpm=_number(fastest),
            cluster=int(cluster) if re.fullmatch("[0-9]{1,6}", cluster) else None,
            where=query.get("where", "")[:_LONGEST],
            sort=_known_sort(query.get("sort", "")),
        )

    def to_query(self) -> str:
        """Return what stands after the question mark of the address; nothing where nothing was asked."""
        tempo = f"{_short(self.slowest_bpm)}-{_short(self.fastest_bpm)}"
        cluster = "" if self.cluster is None else str(self.cluster)
        values = {
            "q": self.q,
            "genre": self.genre or "",
            "tempo": "" if tempo == "-" else tempo,
            "cluster": cluster,
            "where": self.where,
            "sort": self.sort or "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def n_narrowing(self) -> int:
        """How many of the fields beside the search leave something out."""
        tempo = self.slowest_bpm is not None or self.fastest_bpm is not None
        return sum((self.genre is not None, tempo, self.cluster is not None, bool(self.where.strip())))

    def choices(self) -> str:
        """Return the condition that the fields to choose from stand for."""
        parts = []
        if self.genre is not None:
            parts.append(f"genre = {quoted(self.genre)}")
        if self.slowest_bpm is not None:
            parts.append(f"tempo_bpm >= {_short(self.slowest_bpm)}")
        if self.fastest_bpm is not None:
            parts.append(f"tempo_bpm <= {_short(self.fastest_bpm)}")
        if self.cluster is not None:
            parts.append(f"cluster = {self.cluster}")
        return " and ".join(parts)

    def expression(self) -> str:
        """Return all of it as one condition, without the search."""
        chosen, written = self.choices(), self.where.strip()
        if chosen and written:
            return f"{chosen} and ({written})"
        return chosen or written


def quoted(text: str) -> str:
    """Return a text as a condition has it; of one with both kinds of quotes, or NUL, nothing that matches."""
    text = text.replace("\0", "\ufffd")
    return f'"{text}"' if '"' not in text else "'{}'".format(text.replace("'", "’"))


def condition_problem(t: Texts, where: str) -> str | None:
    """Return what is wrong with a condition, in the visitor's language; None where it can be read."""
    if not where.strip():
        return None
    try:
        parse_where(where)
    except QueryError as error:
        if found := _AT.search(error.reason):
            return t("library.where_at", n=found[1])
        if error.reason.endswith("at its end"):
            return t("library.where_unfinished")
        if found := _NO_FIELD.search(error.reason):
            return t("library.where_no_field", name=found[1])
        # names of fields begin such a reason, and have no capital letter
        said = [t.said(part) for part in (error.reason, error.hint) if part]
        return t("library.where_wrong", reason=("；" if t.language == "zh" else "; ").join(said))
    return None


def _known_sort(text: str) -> str | None:
    try:
        return text if text and parse_sort(text) else None
    except QueryError:
        return None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,4}(\.\d{1,2})?", text) else None


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
