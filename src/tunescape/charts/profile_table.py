"""A table of a TOML file, read with care: kinds are checked, and what nobody asked for is refused."""

from collections.abc import Mapping
from typing import Any

from tunescape.errors import ChartError

__all__ = ["Table"]


class Table:
    """Hands out the values of a table, once each.

    Parameters
    ----------
    values : mapping
        As the TOML parser made it.
    within : str
        What to put before the names of its values in errors.

    Raises
    ------
    ChartError
        If it is no table; and, from each method, if a value is missing or not what it has to be.
    """

    def __init__(self, values: object, *, within: str = "") -> None:
        if not isinstance(values, Mapping):
            raise ChartError(f"{within.rstrip('.')} is no table")
        self._values: dict[str, Any] = dict(values)
        self._within = within

    def text(self, name: str, *, default: str | None = None) -> str:
        """Return a text."""
        value = self._values.pop(name, default)
        if value is None:
            raise ChartError(f"{self._within}{name} is missing")
        if not isinstance(value, str):
            raise ChartError(f"{self._within}{name} is no text")
        return value.strip()

    def texts(self, name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
        """Return alternatives: a text, or a list of texts."""
        value = self._values.pop(name, list(default))
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
            raise ChartError(f"{self._within}{name} is neither a text nor a list of texts")
        return tuple(text.strip() for text in values)

    def choice(self, name: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
        """Return one of several texts."""
        value = self.text(name, default=default)
        if value not in choices:
            raise ChartError(f"{self._within}{name} is {value}", hint=f"it can be {', '.join(choices)}")
        return value

    def number(self, name: str, *, default: int, low: int = 1, high: int = 1_000_000) -> int:
        """Return a whole number."""
        value = self._values.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ChartError(f"{self._within}{name} is no whole number from {low} to {high}")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false; false where it is missing."""
        value = self._values.pop(name, False)
        if not isinstance(value, bool):
            raise ChartError(f"{self._within}{name} is neither true nor false")
        return value

    def table(self, name: str) -> "Table":
        """Return a table within this one; an empty one where it is missing."""
        return Table(self._values.pop(name, {}), within=f"{self._within}{name}.")

    def rest(self) -> dict[str, Any]:
        """Return all that is left."""
        rest, self._values = self._values, {}
        return rest

    def refuse_the_rest(self) -> None:
        """Refuse names that are not known: they are misspelt, and would do nothing."""
        for name in self._values:
            raise ChartError(f"{self._within}{name} is not known")
