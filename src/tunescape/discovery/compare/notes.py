"""Say what a reader of a comparison should know of its groups."""

from collections.abc import Mapping

from tunescape.discovery.compare.columns import column_title
from tunescape.discovery.compare.comparison import Comparison
from tunescape.discovery.compare.correlation import CorrelationTable
from tunescape.discovery.compare.groups import REST, Group
from tunescape.discovery.compare.sentences import quoted
from tunescape.discovery.compare.words import Language
from tunescape.features import intro

__all__ = ["notes_of_comparison", "notes_of_correlations"]


def notes_of_comparison(comparison: Comparison, *, lang: Language = "en") -> list[str]:
    """Say how large the groups are, what both hold, and what was not heard of them.

    Parameters
    ----------
    comparison : Comparison
    lang : {"en", "zh"}

    Returns
    -------
    list of str
        The sizes first.
    """
    pair = comparison.pair
    a, b = quoted(pair.a, lang), quoted(pair.b, lang)
    n_a, n_b = len(pair.a.track_ids), len(pair.b.track_ids)
    notes = [f"{a}: {n_a} tracks; {b}: {n_b} tracks." if lang == "en" else f"{a}：{n_a} 首；{b}：{n_b} 首。"]
    if pair.overlap and pair.kept is None:
        notes.append(
            f"{pair.overlap} more are in both and count for neither."
            if lang == "en"
            else f"另有 {pair.overlap} 首同属两组，均不计入。"
        )
    elif pair.overlap:
        inner, outer = (pair.a, pair.b) if pair.kept == pair.a.name else (pair.b, pair.a)
        notes.append(
            f"{quoted(inner, lang)} lies within {quoted(outer, lang)}: it is compared with the rest of it."
            if lang == "en"
            else f"{quoted(inner, lang)}包含在{quoted(outer, lang)}之中：与其余部分比较。"
        )
    notes += [note for group in (pair.a, pair.b) for note in _unheard(group, lang)]
    return notes + _lacking(comparison.lacking, n_a + n_b, lang)


def notes_of_correlations(table: CorrelationTable, *, lang: Language = "en") -> list[str]:
    """Say of how many tracks the column is known, and what was not heard of them.

    Parameters
    ----------
    table : CorrelationTable
    lang : {"en", "zh"}

    Returns
    -------
    list of str
    """
    group, n = quoted(table.group, lang), len(table.group.track_ids)
    column = column_title(table.column, lang)
    known = (
        f"{group}: {column} is known of {table.n} of {n} tracks."
        if lang == "en"
        else f"{group}：{n} 首中有 {table.n} 首已知{column}。"
    )
    return [known, *_unheard(table.group, lang), *_lacking(table.lacking, table.n, lang)]


def _unheard(group: Group, lang: Language) -> list[str]:
    if group.name == REST or not group.unheard:
        return []
    name, n = quoted(group, lang), group.unheard
    return [
        f"Files of {name} that are not in the library: {n}; `tunescape analyze` hears them."
        if lang == "en"
        else f"{name}中有 {n} 个文件不在曲库中；`tunescape analyze` 会收录它们。"
    ]


def _lacking(lacking: Mapping[str, int], n: int, lang: Language) -> list[str]:
    if not lacking:
        return []
    of_intro = lacking.get(intro.FEATURES.id, 0)
    most = max(lacking.values())
    if of_intro == most:
        return [
            f"Of {of_intro} of {n} tracks the first 15 seconds were not heard: `tunescape analyze FOLDER`."
            if lang == "en"
            else f"{n} 首中有 {of_intro} 首的前 15 秒尚未分析：请运行 `tunescape analyze FOLDER`。"
        ]
    names = ", ".join(lacking)
    return [
        f"{most} of {n} tracks lack something to compare ({names}): `tunescape analyze FOLDER` hears it."
        if lang == "en"
        else f"{n} 首中有 {most} 首缺少可比较的特征（{names}）：请运行 `tunescape analyze FOLDER`。"
    ]
