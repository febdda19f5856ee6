"""A report as Markdown, its pictures as files in a folder beside it."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from tunescape.report.document import (
    Block,
    Cards,
    Document,
    Plot,
    Portraits,
    Sentences,
    Table,
    Terms,
    Tiles,
)
from tunescape.report.still import still_png
from tunescape.report.texts import Texts

__all__ = ["markdown_text", "render_markdown"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#&$!{}]|(?<=:)//|^[-+=](?=\s|$)|^\d+(?=[.)])|(?<=www)\.")
_COMMAND = re.compile(r"(`tunescape [^`]*`)")


def render_markdown(document: Document, *, folder: str) -> tuple[str, dict[str, bytes]]:
    """Write a document as Markdown.

    Parameters
    ----------
    document : Document
        Every text in it is shown as text, whatever it holds.
    folder : str
        Name of the folder for the pictures, beside the text.

    Returns
    -------
    text : str
    pictures : dict of str to bytes
        PNGs by the name of their file.
    """
    texts = Texts(document.lang)
    pictures: dict[str, bytes] = {}
    lines = [f"# {markdown_text(document.title)}", markdown_text(document.subtitle)]
    for section in document.sections:
        lines.append(f"## {markdown_text(section.title)}")
        for block in section.blocks:
            lines += _block(block, folder, pictures, texts)
    return "\n\n".join(lines) + "\n", pictures


def markdown_text(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    line = " ".join(text.split())
    return _SPECIAL.sub(lambda found: _escaped(found[0]), line)


def _escaped(found: str) -> str:
    # the point or bracket after a number that begins a line would make it a list: it is the number's turn
    return f"{found}&#8203;" if found.isdecimal() else f"\\{found}"


def _prose(text: str) -> str:
    """Escape a sentence, but for the commands that it names."""
    return "".join(part if _COMMAND.fullmatch(part) else markdown_text(part) for part in _kept(text))


def _kept(text: str) -> list[str]:
    # blanks beside a command belong to the sentence
    parts = _COMMAND.split(" ".join(text.split()))
    return [piece for part in parts for piece in re.split(r"^( )|( )$", part) if piece]


def _block(block: Block, folder: str, pictures: dict[str, bytes], texts: Texts) -> Iterator[str]:
    match block:
        case Sentences():
            yield from (f"### {_prose(item)}" if block.is_heading else _prose(item) for item in block.items)
        case Tiles():
            cells = [f"{tile.value} {tile.unit}".strip() for tile in block.items]
            yield _table([tile.label for tile in block.items], [cells])
        case Table():
            yield markdown_text(block.caption)
            numeric = [column.numeric for column in block.columns]
            rows = [[cell.text for cell in row] for row in block.rows]
            yield _table([column.title for column in block.columns], rows, numeric)
        case Plot():
            pictures[f"{block.name}.png"] = still_png(block.variants[0].figure)
            yield f"### {markdown_text(block.title)}"
            yield _image(block.title, folder, f"{block.name}.png")
            yield _prose(block.caption)
        case Cards():
            yield from _cards(block)
        case Portraits():
            yield from _portraits(block, folder, pictures, texts)
        case Terms():
            yield from (f"**{markdown_text(term)}**: {_prose(meaning)}" for term, meaning in block.items)


def _cards(block: Cards) -> Iterator[str]:
    for card in block.items:
        yield f"### {markdown_text(card.title)}"
        yield markdown_text(" · ".join([card.subtitle, *card.chips]))
        yield from map(_prose, card.sentences)
        for heading, names in card.lists:
            yield f"{markdown_text(heading)}:\n\n" + "\n".join(f"- {markdown_text(name)}" for name in names)


def _portraits(block: Portraits, folder: str, pictures: dict[str, bytes], texts: Texts) -> Iterator[str]:
    for portrait in block.items:
        yield f"### {markdown_text(portrait.title)}"
        if portrait.subtitle:
            yield markdown_text(portrait.subtitle)
        yield markdown_text(" · ".join(portrait.facts))
        if portrait.audio:
            said = texts("audio_beside", name=portrait.title)
            yield f"[{markdown_text(said)}](<{portrait.audio}>)"
        yield from map(_prose, portrait.notes)
        for i, picture in enumerate(portrait.pictures, 1):
            name = f"{portrait.name}-{i}.png"
            pictures[name] = picture.png
            yield f"**{markdown_text(picture.title)}** {markdown_text(picture.caption)}"
            yield _image(f"{picture.title}: {portrait.title}", folder, name)


def _image(text: str, folder: str, name: str) -> str:
    return f"![{markdown_text(text)}](<{quote(folder)}/{name}>)"


def _table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool] | None = None
) -> str:
    aligned = ["--:" if is_number else "---" for is_number in numeric or [False] * len(titles)]
    lines = [[markdown_text(title) for title in titles], aligned]
    lines += [[markdown_text(text) for text in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
