"""The section ``hot``: what sets the chart, or a selection, apart."""

from collections.abc import Sequence

from tunescape.discovery.compare import correlation_sentences, sentences
from tunescape.discovery.compare.columns import column_title
from tunescape.discovery.compare.comparison import Comparison
from tunescape.discovery.compare.correlation import CorrelationTable
from tunescape.discovery.compare.groups import Group
from tunescape.discovery.compare.measures import Measure
from tunescape.discovery.compare.notes import notes_of_comparison, notes_of_correlations
from tunescape.report.contents import Contents
from tunescape.report.document import Block, Cell, Column, Plot, Section, Sentences, Table, Variant
from tunescape.report.figures import Interval, Intervals
from tunescape.report.findings import Finding, Findings
from tunescape.report.texts import Texts
from tunescape.text import visible

__all__ = ["finding_blocks", "findings_blocks", "hot"]

MOST_DRAWN = 14
"""Differences in a figure; the table has all."""


def hot(contents: Contents, texts: Texts) -> Section:
    """Say what sets the tracks apart, draw it, and give the numbers."""
    title = texts("hot" if contents.chart else "different")
    return Section(
        "hot", title, tuple(findings_blocks(contents.findings, texts, charted=bool(contents.chart)))
    )


def findings_blocks(findings: Findings, texts: Texts, *, charted: bool) -> list[Block]:
    """Say all that was found, and what could not be.

    Parameters
    ----------
    findings : Findings
    texts : Texts
    charted : bool
        Whether some of the tracks are on a chart.
    """
    blocks: list[Block] = []
    for i, finding in enumerate(findings.comparisons):
        blocks += finding_blocks(finding, f"difference-{i + 1}", texts)
    if findings.correlations is not None:
        blocks += _correlations(findings.correlations, texts)
    if findings.notes:
        blocks.append(Sentences(findings.notes, is_note=True))
    if charted and findings.correlations is not None:
        blocks.append(Sentences((texts("cause"),), is_note=True))
    return blocks


def finding_blocks(finding: Finding, name: str, texts: Texts) -> list[Block]:
    """Say what one comparison found, draw it, and give the numbers.

    Parameters
    ----------
    finding : Finding
    name : str
        Of its figure, unique in the document.
    texts : Texts
    """
    comparison = finding.comparison
    if comparison is None:
        return [Sentences((finding.title,), is_heading=True), Sentences((finding.note,), is_note=True)]
    a, b = (visible(sentences.quoted(group, texts.lang)) for group in (comparison.pair.a, comparison.pair.b))
    blocks: list[Block] = [
        Sentences((finding.title,), is_heading=True),
        _paragraph(sentences.summarise(comparison, lang=texts.lang), texts),
        Sentences(tuple(map(visible, notes_of_comparison(comparison, lang=texts.lang))), is_note=True),
    ]
    said = [one for one in comparison.significant if sentences.is_said(one)]
    if said:
        ordered = sorted(said, key=lambda one: -abs(one.effect_size))
        rows = tuple(
            Interval(
                measure_title(one.measure, texts),
                one.effect_size,
                one.ci_low,
                one.ci_high,
                f"{_written(one.measure, one.mean_a)} : {_written(one.measure, one.mean_b)}",
            )
            for one in ordered[:MOST_DRAWN]
        )
        figure = Intervals(rows, texts("effect_size"), texts("less_in", name=a), texts("more_in", name=a))
        caption = texts("hot_figure_caption", n=len(comparison.differences), a=a, b=b)
        if len(said) > MOST_DRAWN:
            caption += texts("sentence_gap") + texts("hot_cut", shown=MOST_DRAWN, total=len(said))
        blocks += [
            Plot(name, texts("hot_figure"), caption, (Variant("", figure),)),
            _numbers(comparison, f"{name}-numbers", texts),
        ]
    return blocks


def _numbers(comparison: Comparison, name: str, texts: Texts) -> Table:
    columns = (
        Column(texts("col_measure")),
        *(Column(texts("col_mean", name=_name(group, texts)), True) for group in _groups(comparison)),
        Column(texts("col_effect"), True),
        Column(texts("col_interval"), True),
        Column(texts("col_p"), True),
    )
    rows = tuple(
        (
            Cell(measure_title(one.measure, texts), one.measure.name),
            Cell(_written(one.measure, one.mean_a), one.mean_a),
            Cell(_written(one.measure, one.mean_b), one.mean_b),
            Cell(_signed(one.effect_size), one.effect_size),
            Cell(f"{_signed(one.ci_low)} … {_signed(one.ci_high)}", one.ci_low),
            Cell(_p(one.p_adjusted), one.p_adjusted),
        )
        for one in comparison.significant
    )
    return Table(name, texts("hot_figure"), columns, rows, folded=texts("numbers"))


def _correlations(table: CorrelationTable, texts: Texts) -> list[Block]:
    column = column_title(table.column, texts.lang)
    blocks: list[Block] = [
        Sentences((texts("hot_correlation", column=column),), is_heading=True),
        _paragraph(correlation_sentences.summarise_correlations(table, lang=texts.lang), texts),
        Sentences(tuple(map(visible, notes_of_correlations(table, lang=texts.lang))), is_note=True),
    ]
    said = [one for one in table.significant if correlation_sentences.is_said(one)]
    if said:
        ordered = sorted(said, key=lambda one: -abs(one.rho))[:MOST_DRAWN]
        rows = tuple(
            Interval(measure_title(one.measure, texts), one.rho, one.ci_low, one.ci_high, _p(one.p_adjusted))
            for one in ordered
        )
        figure = Intervals(rows, texts("rank_correlation"), texts("goes_down"), texts("goes_up"))
        caption = texts("correlation_caption", n=len(table.correlations))
        blocks.append(Plot("correlations", texts("correlation_figure"), caption, (Variant("", figure),)))
    return blocks


def measure_title(measure: Measure, texts: Texts) -> str:
    """Return what a measure is called."""
    title = measure.words[texts.lang].title
    return texts("first_15", name=title) if measure.of_intro else title


def _paragraph(said: Sequence[str], texts: Texts) -> Sentences:
    return Sentences((visible(texts("sentence_gap").join(said)),))


def _groups(comparison: Comparison) -> Sequence[Group]:
    return comparison.pair.a, comparison.pair.b


def _name(group: Group, texts: Texts) -> str:
    return visible(sentences.group_title(group, texts.lang))


def _written(measure: Measure, value: float) -> str:
    return f"{measure.written(value)} {measure.unit}".strip()


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.0005 else "< 0.001"
