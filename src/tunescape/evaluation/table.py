"""The table of an evaluation: a row per space, as data, JSON and Markdown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tunescape.evaluation.pairs import PairScores
from tunescape.evaluation.probe import ProbeScores
from tunescape.evaluation.retrieval import RetrievalScores

__all__ = ["COLUMNS", "SpaceScores", "markdown", "row_cells", "row_document"]

_DIGITS = 6


@dataclass(frozen=True)
class SpaceScores:
    """What was measured of one space; None is what was not.

    Attributes
    ----------
    space : str
    dimensions : int, optional
        None for a line that is no space, such as what chance would score.
    cpu_s_per_track : float, optional
    not_measured : str, optional
        Why nothing was.
    """

    space: str
    dimensions: int | None
    retrieval: RetrievalScores | None = None
    probe: ProbeScores | None = None
    pairs: PairScores | None = None
    cpu_s_per_track: float | None = None
    not_measured: str | None = None


def row_document(row: SpaceScores) -> dict[str, Any]:
    """Return a row as JSON: scores to 6 digits, intervals as ``[low, high]``, null where not measured."""
    document = {
        "space": row.space,
        "dimensions": row.dimensions,
        "one_nn": _of(row.retrieval, "one_nn"),
        "one_nn_ci": _of(row.retrieval, "one_nn_ci"),
        "precision_at_5": _of(row.retrieval, "precision_at_5"),
        "precision_at_10": _of(row.retrieval, "precision_at_10"),
        "map": _of(row.retrieval, "map"),
        "map_ci": _of(row.retrieval, "map_ci"),
        "queries": _of(row.retrieval, "n_queries"),
        "probe_accuracy": _of(row.probe, "accuracy"),
        "probe_accuracy_by_seed": _of(row.probe, "by_seed"),
        "pair_error": _of(row.pairs, "error"),
        "pair_error_ci": _of(row.pairs, "error_ci"),
        "pair_errors": _of(row.pairs, "errors"),
        "pair_excerpts": _of(row.pairs, "n_excerpts"),
        "cpu_s_per_track": row.cpu_s_per_track,
        "not_measured": row.not_measured,
    }
    return {name: _rounded(value) for name, value in document.items()}


def _of(scores: RetrievalScores | ProbeScores | PairScores | None, name: str) -> Any:
    return None if scores is None else getattr(scores, name)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    return [_rounded(one) for one in value] if isinstance(value, tuple) else value


def _interval(value: tuple[float, float] | None) -> str | None:
    return None if value is None else f"{value[0]:.3f}–{value[1]:.3f}"


def _pair(pairs: PairScores | None) -> str | None:
    return None if pairs is None else f"{pairs.errors} of {pairs.n_excerpts}"


COLUMNS: dict[str, Callable[[SpaceScores], str | float | int | None]] = {
    "space": lambda row: row.space,
    "dim": lambda row: row.dimensions,
    "1-NN": lambda row: _of(row.retrieval, "one_nn"),
    "P@5": lambda row: _of(row.retrieval, "precision_at_5"),
    "P@10": lambda row: _of(row.retrieval, "precision_at_10"),
    "MAP": lambda row: _of(row.retrieval, "map"),
    "95 %": lambda row: _interval(_of(row.retrieval, "map_ci")),
    "probe": lambda row: _of(row.probe, "accuracy"),
    "pair errors": lambda row: _pair(row.pairs),
    "CPU s": lambda row: row.cpu_s_per_track,
}
"""Headings of the table for the eye, and what stands under each; None where nothing was measured."""


def row_cells(row: SpaceScores) -> list[str | float | int | None]:
    """Return a row for the eye."""
    return [cell(row) for cell in COLUMNS.values()]


def markdown(rows: Sequence[SpaceScores]) -> str:
    """Return the table as Markdown, each line ended: three digits, a dash where nothing was measured.

    Parameters
    ----------
    rows : sequence of SpaceScores
        Names of spaces are set as code.
    """
    lines = [list(COLUMNS), ["---"] + ["--:"] * (len(COLUMNS) - 1)]
    for row in rows:
        name, *cells = map(_text, row_cells(row))
        lines.append([name if row.dimensions is None else f"`{name}`", *cells])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _text(cell: str | float | int | None) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
