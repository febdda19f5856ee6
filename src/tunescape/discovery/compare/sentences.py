"""Say what a comparison found, in English or Chinese, and nothing that it did not find."""

from collections.abc import Iterable, Sequence

from tunescape.discovery.compare.comparison import Comparison, Difference
from tunescape.discovery.compare.groups import REST, Group
from tunescape.discovery.compare.measures import MEASURES
from tunescape.discovery.compare.words import Language

__all__ = ["group_title", "is_said", "joined", "quoted", "summarise"]

MOST_TAGS = 3
"""So many tags are named in each direction; the table has all."""


def summarise(comparison: Comparison, *, lang: Language = "en") -> list[str]:
    """Say what sets the groups of a comparison apart.

    Only differences that are more than chance gives, and that can be heard, are said, each with the means of
    both groups. What holds for the first 15 seconds is said where it adds something.

    Parameters
    ----------
    comparison : Comparison
    lang : {"en", "zh"}

    Returns
    -------
    list of str
        At least one: where nothing is found, it says so.
    """
    if not comparison.significant:
        return [_nothing(comparison, lang)]
    said = [difference for difference in comparison.significant if is_said(difference)]
    whole = [one for one in said if not one.measure.of_intro]
    intro = [one for one in said if one.measure.of_intro]
    new = [one for one in intro if _adds(one, whole)]
    clauses = [
        clause
        for clause in (
            _clause("is", _plain_items(whole, lang), lang),
            _clause("sounds", _tag_items(whole, lang), lang),
            _clause("starts", [*_plain_items(new, lang), *_tag_items(new, lang)], lang),
        )
        if clause
    ]
    if not clauses:
        return [_TOO_LITTLE[lang]]
    a, b = quoted(comparison.pair.a, lang), quoted(comparison.pair.b, lang)
    first, *others = clauses
    sentences = [f"Beside {b}, {a} {first}." if lang == "en" else f"与{b}相比，{a}{first}。"]
    sentences += [f"It {clause}." if lang == "en" else f"它{clause}。" for clause in others]
    if intro and not new:
        sentences.append(_AT_ONCE[lang])
    return sentences


_TOO_LITTLE: dict[Language, str] = {
    "en": "What sets them apart is too little to hear, or has no word; the table has the numbers.",
    "zh": "两者的差异小到听不出来，或者难以言说；数值见表。",
}
_AT_ONCE: dict[Language, str] = {
    "en": "The first 15 seconds show it already.",
    "zh": "前 15 秒就已经听得出来。",
}


def _nothing(comparison: Comparison, lang: Language) -> str:
    a, b = quoted(comparison.pair.a, lang), quoted(comparison.pair.b, lang)
    n_a, n_b = len(comparison.pair.a.track_ids), len(comparison.pair.b.track_ids)
    if comparison.too_small:
        return (
            f"With {n_a} and {n_b} tracks no difference can be told from chance: compare at least 4 with 4."
            if lang == "en"
            else f"只有 {n_a} 首对 {n_b} 首，任何差异都无法与偶然区分：请至少用 4 首对 4 首。"
        )
    n = len(comparison.differences)
    return (
        f"Nothing sets {a} and {b} apart more than by chance ({n_a} and {n_b} tracks, {n} measures)."
        if lang == "en"
        else f"{a}与{b}之间没有超出偶然的差异（{n_a} 首对 {n_b} 首，{n} 项指标）。"
    )


def quoted(group: Group, lang: Language) -> str:
    """Return the name of a group as sentences have it."""
    title = group_title(group, lang)
    return title if group.name == REST else f"“{title}”"


def group_title(group: Group, lang: Language) -> str:
    """Return the name of a group as headings have it."""
    if group.name == REST:
        return "the rest" if lang == "en" else "其余曲目"
    return group.name


def joined(items: Sequence[str], lang: Language) -> str:
    """Join items as a sentence lists them."""
    if lang == "zh":
        return "、".join(items)
    if len(items) < 3:
        return " and ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def is_said(difference: Difference) -> bool:
    """Tell whether a difference can be heard, and there is a word for it."""
    measure, gap = difference.measure, difference.mean_a - difference.mean_b
    # where a few extreme tracks turn the means against the bulk, no sentence would be fair
    agrees = gap * difference.effect_size > 0
    audible = measure.is_audible(difference.mean_a, difference.mean_b)
    return bool(measure.words["en"].more) and agrees and audible


def _adds(intro: Difference, whole: Iterable[Difference]) -> bool:
    # of the beginning, only what is not said of the whole, or is another matter there
    for one in whole:
        if one.measure.quantity == intro.measure.quantity:
            same_way = (one.mean_a > one.mean_b) == (intro.mean_a > intro.mean_b)
            more = abs(intro.mean_a - intro.mean_b) > 1.25 * abs(one.mean_a - one.mean_b)
            return more or not same_way
    return True


def _clause(verb: str, items: list[str], lang: Language) -> str:
    if not items:
        return ""
    if lang == "en":
        return f"{verb} {', '.join(items[:-1])}{', and ' if len(items) > 1 else ''}{items[-1]}"
    return {"is": "", "sounds": "听起来", "starts": "一开头"}[verb] + "，".join(items)


def _plain_items(differences: Iterable[Difference], lang: Language) -> list[str]:
    # loudness and tempo first, as the table of measures has them
    plain = [one for one in differences if not one.measure.is_tag]
    return [_plain_item(one, lang) for one in sorted(plain, key=lambda one: MEASURES.index(one.measure))]


def _plain_item(difference: Difference, lang: Language) -> str:
    measure, words = difference.measure, difference.measure.words[lang]
    more = difference.mean_a > difference.mean_b
    word = words.more if more else words.less
    amount = measure.written(abs(difference.mean_a - difference.mean_b))
    # a difference of two LUFS values is in dB, as everybody says
    unit = measure.unit.replace("LUFS", "dB")
    if lang == "en":
        phrase = f"{amount} {unit} {word}" if measure.says_amount else word
        return f"{phrase} ({_evidence(difference, lang)})"
    phrase = f"{word.format('')} {amount} {unit}" if measure.says_amount else word.format("更")
    return f"{phrase}（{_evidence(difference, lang)}）"


def _tag_items(differences: Iterable[Difference], lang: Language) -> list[str]:
    tags = sorted(
        (one for one in differences if one.measure.is_tag), key=lambda one: -abs(one.mean_a - one.mean_b)
    )
    more = [one for one in tags if one.mean_a > one.mean_b][:MOST_TAGS]
    less = [one for one in tags if one.mean_a < one.mean_b][:MOST_TAGS]
    if lang == "zh":
        up = [f"{one.measure.words[lang].more.format('更')}（{_evidence(one, lang)}）" for one in more]
        down = [f"{one.measure.words[lang].less.format('更')}（{_evidence(one, lang)}）" for one in less]
        return [*up, *down]
    named = [
        [f"{one.measure.words[lang].title.removeprefix('tag ')} ({_evidence(one, lang)})" for one in some]
        for some in (more, less)
    ]
    return [
        f"{word} {joined(some, lang)}" for word, some in zip(("more", "less"), named, strict=True) if some
    ]


def _evidence(difference: Difference, lang: Language) -> str:
    measure = difference.measure
    return measure.words[lang].evidence.format(
        measure.written(difference.mean_a), measure.written(difference.mean_b)
    )
