"""A report as one self-contained HTML page: styles, scripts, pictures and all inside."""

import base64
import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tunescape import __version__
from tunescape.report.document import Document, Plot
from tunescape.report.interactive import plotly_figure, plotly_script
from tunescape.report.sections.chart_table import PRINTED_ROWS
from tunescape.report.still import still_png
from tunescape.report.texts import Texts

__all__ = ["render_page"]

_MODEBAR = {
    "Zoom": "bar_zoom",
    "Pan": "bar_pan",
    "Zoom in": "bar_in",
    "Zoom out": "bar_out",
    "Reset axes": "bar_reset",
    "Download plot as a PNG": "bar_png",
}
_LANGUAGES = {"en": "en", "zh": "zh-CN"}


def render_page(document: Document, *, interactive: bool = True) -> str:
    """Write a document as HTML.

    Parameters
    ----------
    document : Document
        Every text in it is shown as text, whatever it holds.
    interactive : bool
        Whether figures can be explored with plotly, whose script then is part of the page. Their still
        pictures are in it in any case: for paper, and for readers without a script.

    Returns
    -------
    str
        A page that asks nobody for anything: its content security policy forbids it to.
    """
    texts = Texts(document.lang)
    plots = [block for section in document.sections for block in section.blocks if isinstance(block, Plot)]
    figures = {}
    if interactive:
        figures = {plot.name: [plotly_figure(variant.figure) for variant in plot.variants] for plot in plots}
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            document=document,
            texts=texts,
            html_lang=_LANGUAGES[document.lang],
            stills={plot.name: data_uri(still_png(plot.variants[0].figure)) for plot in plots},
            figures=figures,
            settings=_settings(texts),
            plotly=plotly_script() if figures else "",
            printed_rows=PRINTED_ROWS,
            version=__version__,
        )
    )


def data_uri(png: bytes) -> str:
    """Return the address of a picture that is its own content."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _settings(texts: Texts) -> dict[str, Any]:
    return {
        "lang": _LANGUAGES[texts.lang],
        "modebar": {english: texts(key) for english, key in _MODEBAR.items()},
        "found": texts("found", n="{n}", total="{total}"),
    }


def _prose(text: str) -> Markup:
    """Set the commands that a sentence names as code, and everything in it as text."""
    return Markup(re.sub(r"`(tunescape [^`]*)`", r"<code>\1</code>", str(escape(text))))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tunescape.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {
        "sort_keys": False,
        "allow_nan": False,
        "separators": (",", ":"),
        "ensure_ascii": False,
    }
    environment.filters["data_uri"] = data_uri
    environment.filters["prose"] = _prose
    return environment
