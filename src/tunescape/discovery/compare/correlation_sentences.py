"""Say what goes with a column, in English or Chinese."""

from collections.abc import Sequence

from tunescape.discovery.compare.columns import COLUMNS, column_title
from tunescape.discovery.compare.correlation import Correlation, CorrelationTable
from tunescape.discovery.compare.measures import MEASURES
from tunescape.discovery.compare.sentences import MOST_TAGS, joined
from tunescape.discovery.compare.words import Language

__all__ = ["is_said", "summarise_correlations"]

LEAST_RHO = 0.1
"""What is weaker is not said, however certain it is among thousands of tracks."""


def summarise_correlations(table: CorrelationTable, *, lang: Language = "en") -> list[str]:
    """Say what goes with a column: only what is more than chance gives, strongest first.

    Parameters
    ----------
    table : CorrelationTable
    lang : {"en", "zh"}

    Returns
    -------
    list of str
        At least one: where nothing is found, it says so.
    """
    said = [one for one in table.significant if is_said(one)]
    if not said:
        return [_nothing(table, lang)]
    whole = [one for one in said if not one.measure.of_intro]
    heard = {one.measure.quantity for one in whole}
    intro = [one for one in said if one.measure.of_intro and one.measure.quantity not in heard]
    column = COLUMNS[table.column]
    sentences = []
    for some, end, start in ((whole, "it is", ""), (intro, "it starts", "开头")):
        if some and lang == "en":
            listed = joined([f"the {item}" for item in _items(some, column.sign, lang)], lang)
            sentences.append(f"{column.lead}, {listed} {end}.")
        elif some:
            sentences.append(f"{column.lead_zh}，{start}{'，'.join(_items(some, column.sign, lang))}。")
    return sentences


def is_said(correlation: Correlation) -> bool:
    """Tell whether a correlation is strong enough to be said, and there is a word for it."""
    return bool(correlation.measure.words["en"].more) and abs(correlation.rho) >= LEAST_RHO


def _items(correlations: Sequence[Correlation], sign: int, lang: Language) -> list[str]:
    plain = [one for one in correlations if not one.measure.is_tag]
    plain.sort(key=lambda one: MEASURES.index(one.measure))
    tags = sorted((one for one in correlations if one.measure.is_tag), key=lambda one: -abs(one.rho))
    items = []
    for one in [*plain, *tags[: 2 * MOST_TAGS]]:
        words = one.measure.words[lang]
        word = (words.more if sign * one.rho > 0 else words.less).format("越")
        rho = f"{one.rho:+.2f}".replace("-", "−")
        items.append(f"{word} (ρ {rho})" if lang == "en" else f"{word}（ρ {rho}）")
    return items


def _nothing(table: CorrelationTable, lang: Language) -> str:
    n, column = len(table.correlations), column_title(table.column, lang)
    return (
        f"Nothing in the sound goes with {column} more than by chance ({table.n} tracks, {n} measures)."
        if lang == "en"
        else f"声音中没有任何一项与{column}的关联超出偶然（{table.n} 首，{n} 项指标）。"
    )
