"""What a playlist is called as long as nobody gave it a name."""

from tunescape.interfaces.web.services.recipes import Recipe
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.interfaces.web.texts import Texts
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["suggested_name"]

_LONGEST_TITLE = 80


def suggested_name(t: Texts, library: Library, recipe: Recipe) -> str:
    """Return a name that says what a playlist grew from."""
    ends = (*recipe.seeds[:1], *([recipe.to] if recipe.to else []))
    titles = [visible(track.title)[:_LONGEST_TITLE] for track in tracks_by_id(library, ends)]
    if len(titles) == 2:
        return t("playlist.from_to", start=titles[0], end=titles[1])
    return t("playlist.like", title=titles[0]) if titles else t("playlist.mine")
