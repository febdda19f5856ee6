"""The JSON documents of ``compare``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tunescape.discovery.compare.comparison import Comparison, Difference
    from tunescape.discovery.compare.correlation import Correlation, CorrelationTable
    from tunescape.discovery.compare.groups import Group
    from tunescape.discovery.compare.words import Language

__all__ = ["comparison_document", "correlations_document"]


def comparison_document(comparison: "Comparison", *, lang: "Language" = "en") -> dict[str, Any]:
    """Describe what sets two groups apart: every measure, the most certain first."""
    from tunescape.discovery.compare.notes import notes_of_comparison
    from tunescape.discovery.compare.sentences import summarise

    pair = comparison.pair
    return {
        "a": _group(pair.a),
        "b": _group(pair.b),
        "overlap": pair.overlap,
        "overlap_counts_for": pair.kept,
        "differences": [_difference(one) for one in comparison.differences],
        "summary": summarise(comparison, lang=lang),
        "notes": notes_of_comparison(comparison, lang=lang),
    }


def correlations_document(table: "CorrelationTable", *, lang: "Language" = "en") -> dict[str, Any]:
    """Describe what goes with a column: every measure, the most certain first."""
    from tunescape.discovery.compare.correlation_sentences import summarise_correlations
    from tunescape.discovery.compare.notes import notes_of_correlations

    return {
        "group": _group(table.group),
        "column": table.column,
        "known": table.n,
        "correlations": [_correlation(one) for one in table.correlations],
        "summary": summarise_correlations(table, lang=lang),
        "notes": notes_of_correlations(table, lang=lang),
    }


def _group(group: "Group") -> dict[str, Any]:
    return {"name": group.name, "tracks": len(group.track_ids), "unheard": group.unheard}


def _difference(difference: "Difference") -> dict[str, Any]:
    return {
        "feature": difference.measure.name,
        "n_a": difference.n_a,
        "n_b": difference.n_b,
        "mean_a": _rounded(difference.mean_a),
        "mean_b": _rounded(difference.mean_b),
        "effect_size": _rounded(difference.effect_size),
        "ci_low": _rounded(difference.ci_low),
        "ci_high": _rounded(difference.ci_high),
        "p_value": _rounded(difference.p_value),
        "p_adjusted": _rounded(difference.p_adjusted),
        "significant": difference.significant,
    }


def _correlation(correlation: "Correlation") -> dict[str, Any]:
    return {
        "feature": correlation.measure.name,
        "n": correlation.n,
        "rho": _rounded(correlation.rho),
        "ci_low": _rounded(correlation.ci_low),
        "ci_high": _rounded(correlation.ci_high),
        "p_value": _rounded(correlation.p_value),
        "p_adjusted": _rounded(correlation.p_adjusted),
        "significant": correlation.significant,
    }


def _rounded(value: float) -> float:
    return round(value, 6)
