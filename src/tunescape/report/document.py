"""What a report is made of, whatever it is written as: sections of sentences, tables, figures, portraits."""

from dataclasses import dataclass
from typing import ClassVar

from tunescape.discovery.compare.words import Language
from tunescape.report.figures import Figure

__all__ = [
    "Block",
    "Card",
    "Cards",
    "Cell",
    "Column",
    "Document",
    "Picture",
    "Plot",
    "Portrait",
    "Portraits",
    "Section",
    "Sentences",
    "Table",
    "Terms",
    "Tile",
    "Tiles",
    "Variant",
]


@dataclass(frozen=True)
class Sentences:
    """Sentences that belong together; a note is set smaller, and a heading larger."""

    kind: ClassVar[str] = "sentences"
    items: tuple[str, ...]
    is_note: bool = False
    is_heading: bool = False


@dataclass(frozen=True)
class Tile:
    """One number worth a large type, with its unit, and what it is."""

    value: str
    unit: str
    label: str


@dataclass(frozen=True)
class Tiles:
    """A row of tiles."""

    kind: ClassVar[str] = "tiles"
    items: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers align to the right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a table, and what it is sorted by: a number, a text, or None where it is not known."""

    text: str
    value: float | str | None = None


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        Unique in the document; letters and hyphens.
    caption : str
    columns : tuple of Column
    rows : tuple of tuple of Cell
    sortable : bool
        Whether a reader may sort and search it.
    folded : str
        Where it is folded away: what the fold is called.
    """

    kind: ClassVar[str] = "table"
    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sortable: bool = False
    folded: str = ""


@dataclass(frozen=True)
class Variant:
    """One way to draw a plot, and what it is called."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Plot:
    """A figure, interactive where the medium is.

    Attributes
    ----------
    name : str
        Unique in the document; letters and hyphens.
    title, caption : str
    variants : tuple of Variant
        At least one; the first is shown where a reader cannot choose.
    chooser : str
        What is chosen, where there are several.
    """

    kind: ClassVar[str] = "plot"
    name: str
    title: str
    caption: str
    variants: tuple[Variant, ...]
    chooser: str = ""


@dataclass(frozen=True)
class Card:
    """A cluster, summed up.

    Attributes
    ----------
    title, subtitle : str
    colour : str
        As it has in the figures.
    chips : tuple of str
        Words for it.
    sentences : tuple of str
    lists : tuple of (str, tuple of str)
        A heading, and what is listed below it.
    """

    title: str
    subtitle: str
    colour: str
    chips: tuple[str, ...]
    sentences: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Cards:
    """Cards, side by side where there is room."""

    kind: ClassVar[str] = "cards"
    items: tuple[Card, ...]


@dataclass(frozen=True)
class Picture:
    """A picture: its title, what it shows, and the bytes of the PNG."""

    title: str
    caption: str
    png: bytes


@dataclass(frozen=True)
class Portrait:
    """A track, with its pictures.

    Attributes
    ----------
    name : str
        Unique in the document, and safe in the name of a file.
    title, subtitle : str
    facts : tuple of str
    audio : str or None
        Relative reference (RFC 3986) to its file, where that lies beside the report.
    notes : tuple of str
    pictures : tuple of Picture
    """

    name: str
    title: str
    subtitle: str
    facts: tuple[str, ...]
    audio: str | None
    notes: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Portraits:
    """Portraits, one below the other."""

    kind: ClassVar[str] = "portraits"
    items: tuple[Portrait, ...]


@dataclass(frozen=True)
class Terms:
    """Words, and what they mean."""

    kind: ClassVar[str] = "terms"
    items: tuple[tuple[str, str], ...]


Block = Sentences | Tiles | Table | Plot | Cards | Portraits | Terms


@dataclass(frozen=True)
class Section:
    """Part of a report; its name is unique, letters and hyphens."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report."""

    lang: Language
    title: str
    subtitle: str
    sections: tuple[Section, ...]
