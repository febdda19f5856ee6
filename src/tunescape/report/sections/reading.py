"""The section ``method``: what the words and numbers mean, and how the report was made."""

from tunescape import __version__
from tunescape.discovery.space import SPACES
from tunescape.report.contents import Contents
from tunescape.report.document import Section, Terms
from tunescape.report.texts import Texts

__all__ = ["reading"]

_TERMS = ("tempo", "loudness", "tags", "transparency", "effect", "chance", "silhouette")


def reading(contents: Contents, texts: Texts) -> Section:
    """Explain the words and numbers of the report."""
    items = [(texts(f"term_{name}"), texts(f"mean_{name}")) for name in _TERMS]
    space = SPACES.get(contents.space)
    # descriptions of spaces are English
    plain = space is None or texts.lang != "en"
    described = texts("mean_space_plain", space=contents.space)
    if space is not None and not plain:
        described = texts("mean_space", space=space.name, description=space.description)
    items.append((texts("term_space"), described))
    made = texts("mean_made", version=__version__, seed=contents.request.seed)
    items.append((texts("term_made"), made))
    return Section("method", texts("method"), (Terms(tuple(items)),))
