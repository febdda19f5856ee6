"""A table of what ships, to which more is added when somebody asks for it."""

import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Generic, TypeVar

__all__ = ["LazyTable"]

_Value = TypeVar("_Value")


class LazyTable(MutableMapping[str, _Value], Generic[_Value]):
    """A dictionary whose later entries are looked up once: when one is missing, or all are asked for.

    Parameters
    ----------
    known : mapping of str to value
    more : callable
        From what is known to what is added; names that are known already stay as they are.
    """

    def __init__(
        self,
        known: Mapping[str, _Value],
        more: Callable[[Mapping[str, _Value]], Mapping[str, _Value]],
    ) -> None:
        self._known = dict(known)
        self._more: Callable[[Mapping[str, _Value]], Mapping[str, _Value]] | None = more
        # one that lets its holder in again: what looks further may ask the table itself
        self._lock = threading.RLock()

    def __getitem__(self, name: str) -> _Value:
        if name not in self._known:
            self._look_up()
        return self._known[name]

    def __setitem__(self, name: str, value: _Value) -> None:
        self._known[name] = value

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        self._look_up()
        return iter(self._known)

    def __len__(self) -> int:
        self._look_up()
        return len(self._known)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self)})"

    def _look_up(self) -> None:
        with self._lock:
            more, self._more = self._more, None
            if more is None:
                return
            try:
                found = more(self._known)
            except BaseException:
                self._more = more
                raise
            self._known |= {name: value for name, value in found.items() if name not in self._known}
