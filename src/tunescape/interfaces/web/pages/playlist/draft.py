"""A playlist in the making, and what one does with it; each step makes a new one, and can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tunescape.interfaces.web.services.recipes import Recipe

__all__ = ["Desk", "Draft"]

_MOST_STEPS = 30


@dataclass(frozen=True)
class Draft:
    """A playlist as it stands on the page.

    Attributes
    ----------
    track_ids : tuple of str
        In playing order, each once.
    recipe : Recipe
        What it grew from, or is about to.
    playlist_id : int or None
        Under which the library keeps it.
    name : str
    by_hand : bool
        Whether somebody changed it since it grew: growing it again would lose that.
    saved : bool
        Whether the library has it as it is.
    rejected : frozenset of str
        Tracks that were taken out: none of them replaces another one.
    """

    track_ids: tuple[str, ...] = ()
    recipe: Recipe = field(default_factory=Recipe)
    playlist_id: int | None = None
    name: str = ""
    by_hand: bool = False
    saved: bool = False
    rejected: frozenset[str] = frozenset()

    def wanting(self, recipe: Recipe) -> "Draft":
        """Return it with another recipe, not yet grown."""
        return self if recipe == self.recipe else replace(self, recipe=recipe, saved=False)

    def grown(self, track_ids: Iterable[str]) -> "Draft":
        """Return what grew, in the place of all that was there; its name and number stay."""
        ids = tuple(dict.fromkeys(track_ids))
        return replace(self, track_ids=ids, by_hand=False, saved=False, rejected=frozenset())

    def moved(self, start: int, end: int) -> "Draft":
        """Return it with a track at another place; places that are not there stand for the nearest."""
        ids = list(self.track_ids)
        ids.insert(max(0, min(end, len(ids) - 1)), ids.pop(start))
        return self._changed(ids)

    def without(self, position: int) -> "Draft":
        """Return it without a track, which is not to come again by itself."""
        gone = self.track_ids[position]
        changed = self._changed([*self.track_ids[:position], *self.track_ids[position + 1 :]])
        return replace(changed, rejected=self.rejected | {gone})

    def replaced(self, position: int, track_id: str) -> "Draft":
        """Return it with another track in the place of one."""
        gone = self.track_ids[position]
        changed = self._changed([*self.track_ids[:position], track_id, *self.track_ids[position + 1 :]])
        return replace(changed, rejected=self.rejected | {gone})

    def joined(self, track_ids: Iterable[str]) -> "Draft":
        """Return it with tracks at its end, but for those that are in it already."""
        return self._changed(dict.fromkeys([*self.track_ids, *track_ids]))

    def kept(self, playlist_id: int, name: str) -> "Draft":
        """Return it as the library keeps it."""
        return replace(self, playlist_id=playlist_id, name=name, saved=True)

    def _changed(self, track_ids: Iterable[str]) -> "Draft":
        ids = tuple(track_ids)
        return self if ids == self.track_ids else replace(self, track_ids=ids, by_hand=True, saved=False)


class Desk:
    """The draft that a visitor works on, and those before it.

    Attributes
    ----------
    draft : Draft
    grown_from : str or None
        The track of which the address asked for a playlist that is on the desk: asked again, it is not
        grown again, for it may have been changed since.
    changed_at : float
        When what is on it was saved, seconds since 1970; 0 where it was not.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.grown_from: str | None = None
        self.changed_at = 0.0
        self._before: list[Draft] = []

    @property
    def steps(self) -> Sequence[Draft]:
        """What can be gone back to, the last one last."""
        return tuple(self._before)

    def put(self, draft: Draft) -> bool:
        """Put another state of the draft on the desk; tell whether it is another one."""
        if draft == self.draft:
            return False
        self._before = [*self._before[-(_MOST_STEPS - 1) :], self.draft]
        self.draft = draft
        return True

    def rename(self, name: str) -> None:
        """Give what is on the desk a name: no step of its own."""
        if name != self.draft.name:
            self.draft = replace(self.draft, name=name, saved=False)

    def keep(self, playlist_id: int, name: str, changed_at: float) -> None:
        """Note that the library has it: what was before it is what was saved no longer."""
        self.draft = self.draft.kept(playlist_id, name)
        self.changed_at = changed_at
        self._before = [
            replace(draft, playlist_id=playlist_id, name=name, saved=False)
            if draft.playlist_id in (None, playlist_id)
            else draft
            for draft in self._before
        ]

    def forget(self, playlist_id: int) -> None:
        """Note that the library does not keep a playlist any more."""
        self.draft = _forgotten(self.draft, playlist_id)
        self._before = [_forgotten(draft, playlist_id) for draft in self._before]

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self.draft = self._before.pop()


def _forgotten(draft: Draft, playlist_id: int) -> Draft:
    return replace(draft, playlist_id=None, saved=False) if draft.playlist_id == playlist_id else draft
