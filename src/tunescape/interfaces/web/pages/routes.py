"""Which function builds which page."""

from collections.abc import Callable
from typing import Any

from tunescape.interfaces.web.pages import clusters, hot, library, map_page, models, playlist, track

__all__ = ["ROUTES"]

ROUTES: dict[str, Callable[..., Any]] = {
    "/": library.build,
    "/map": map_page.build,
    "/track/{track_id}": track.build,
    "/playlist": playlist.build,
    "/playlist/{playlist_id}": playlist.build,
    "/clusters": clusters.build,
    "/hot": hot.build,
    "/models": models.build,
}
"""By path; a part in braces becomes an argument of that name."""
