"""``tunescape compare``: what sets two groups of tracks apart."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tunescape.errors import QueryError
from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SeedOption, open_library

if TYPE_CHECKING:
    from tunescape.discovery.compare.comparison import Comparison
    from tunescape.discovery.compare.correlation import CorrelationTable
    from tunescape.discovery.compare.measures import Measure
    from tunescape.library.store import Library

NAME = "compare"

_Language = Literal["en", "zh"]


def command(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A", help="A group: a folder, an .m3u8 playlist, or a condition as for --where."
        ),
    ],
    b: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one; or rest: all that is not in A.")
    ] = None,
    correlate: Annotated[
        str | None,
        typer.Option(
            "--correlate",
            metavar="COLUMN",
            help="Instead of B: what goes with a number known of the tracks of A, such as users_gained.",
        ),
    ] = None,
    lang: Annotated[_Language, typer.Option("--lang", help="Language of the sentences.")] = "en",
    seed: SeedOption = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what sets two groups of tracks apart.

    Loudness, tempo, timbre, keys and tags, of the whole track and of its first 15 seconds, are compared all
    together: the probability that chance alone makes it claim any difference is 5 %, however many are
    looked at.
    """
    if (b is None) == (correlate is None):
        raise QueryError(
            "name a second group, or a column with --correlate, and not both",
            hint="such as: tunescape compare FOLDER rest",
        )
    opened = open_library(library)
    if b is not None:
        _compare(opened, a, b, seed, lang, json)
    elif correlate is not None:
        _correlate(opened, a, correlate, seed, lang, json)


def _compare(library: "Library", a: str, b: str, seed: int, lang: _Language, json: bool) -> None:
    from tunescape.discovery.compare.comparison import compare_groups
    from tunescape.discovery.compare.notes import notes_of_comparison
    from tunescape.discovery.compare.sentences import summarise
    from tunescape.interfaces.compare_documents import comparison_document

    comparison = compare_groups(library, a, b, seed=seed)
    notes = notes_of_comparison(comparison, lang=lang)
    if json:
        for note in notes[1:]:
            say(note)
        print_document(comparison_document(comparison, lang=lang))
        return
    for line in [*notes, *summarise(comparison, lang=lang)]:
        say(line)
    _show_differences(comparison, lang)


def _correlate(library: "Library", a: str, column: str, seed: int, lang: _Language, json: bool) -> None:
    from tunescape.discovery.compare.correlation import correlate
    from tunescape.discovery.compare.correlation_sentences import summarise_correlations
    from tunescape.discovery.compare.notes import notes_of_correlations
    from tunescape.interfaces.compare_documents import correlations_document

    found = correlate(library, a, column, seed=seed)
    notes = notes_of_correlations(found, lang=lang)
    if json:
        for note in notes[1:]:
            say(note)
        print_document(correlations_document(found, lang=lang))
        return
    for line in [*notes, *summarise_correlations(found, lang=lang)]:
        say(line)
    _show_correlations(found, lang)


_HEADS = {
    "en": ("feature", "effect size", "95 %", "p adjusted"),
    "zh": ("指标", "效应量", "95%", "校正 p"),
}
_MORE = {
    "en": "{} more are too little to hear, or have no word: --json has them.",
    "zh": "另有 {} 项小到听不出来，或难以言说：见 --json。",
}


def _show_differences(comparison: "Comparison", lang: _Language) -> None:
    from tunescape.discovery.compare.sentences import group_title, is_said

    said = [one for one in comparison.significant if is_said(one)]
    rows = [
        (
            _title(one.measure, lang),
            f"{one.measure.written(one.mean_a)} {one.measure.unit}".strip(),
            f"{one.measure.written(one.mean_b)} {one.measure.unit}".strip(),
            _signed(one.effect_size),
            f"{_signed(one.ci_low)} … {_signed(one.ci_high)}",
            _p(one.p_adjusted),
        )
        for one in said
    ]
    feature, *heads = _HEADS[lang]
    if rows:
        names = (group_title(group, lang) for group in (comparison.pair.a, comparison.pair.b))
        table((feature, *names, *heads), rows)
    if len(comparison.significant) > len(said):
        say(_MORE[lang].format(len(comparison.significant) - len(said)))


def _show_correlations(found: "CorrelationTable", lang: _Language) -> None:
    from tunescape.discovery.compare.correlation_sentences import is_said

    said = [one for one in found.significant if is_said(one)]
    rows = [
        (
            _title(one.measure, lang),
            _signed(one.rho),
            f"{_signed(one.ci_low)} … {_signed(one.ci_high)}",
            _p(one.p_adjusted),
        )
        for one in said
    ]
    feature, _, *heads = _HEADS[lang]
    if rows:
        table((feature, "ρ", *heads), rows)
    if len(found.significant) > len(said):
        say(_MORE[lang].format(len(found.significant) - len(said)))


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.0005 else "< 0.001"


def _title(measure: "Measure", lang: _Language) -> str:
    title = measure.words[lang].title
    if not measure.of_intro:
        return title
    return f"{title}, first 15 s" if lang == "en" else f"{title}（前 15 秒）"
