"""The one table of options that shape an analysis: name, default, help, validation."""

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from pathspec import GitIgnoreSpec

from tunescape.errors import SettingsError

__all__ = ["SETTINGS", "AnalysisSettings", "Channels", "Segments", "Setting", "is_pattern"]

Segments = int | Literal["all", "hook"]
"""How many segments are heard of a track: a number, all that it holds, or its beginning alone."""

Channels = Literal["mean", "left"]
"""What is heard of several channels."""


def _segments(value: object) -> Segments:
    text = str(value)
    if text in ("all", "hook"):
        return cast(Literal["all", "hook"], text)
    # digits of other scripts, and raised ones, are digits too
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 1000:
        return int(text)
    raise ValueError("a number from 1 to 1000, all, or hook")


def _number(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            raise ValueError(f"a number from {low:.0f} to {high:.0f}")
        return number

    return check


def _jobs(value: object) -> int:
    if value is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(_number(1, 1024)(value))


def _engine(value: object) -> str:
    if value != "local":
        raise ValueError("local")
    return "local"


def _channels(value: object) -> Channels:
    if value not in ("mean", "left"):
        raise ValueError("mean or left")
    return value


def is_pattern(text: str) -> bool:
    """Tell whether a line has a meaning as a pattern of ``.gitignore``."""
    try:
        GitIgnoreSpec.from_lines([text])
    except (ValueError, re.error):
        return False
    return True


def _globs(value: Any) -> tuple[str, ...]:
    # a text is one pattern, not a list of letters
    patterns = (value,) if isinstance(value, str) else tuple(value or ())
    for pattern in patterns:
        if not is_pattern(pattern):
            raise ValueError(f"patterns as in .gitignore; {pattern!r} is none")
    return patterns


@dataclass(frozen=True)
class Setting:
    """One option: its name, default, help and check.

    A sticky one shapes what is stored: a library remembers it, and goes on with it where it is not given.
    """

    name: str
    default: Any
    help: str
    check: Callable[[object], Any]
    sticky: bool = False


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(
            "segments",
            4,
            "Segments heard of a track: a number, all, or hook; by default 4, or as before.",
            _segments,
            sticky=True,
        ),
        Setting(
            "segment_length",
            15.0,
            "Length of a segment, in seconds; by default 15, or as before.",
            _number(1, 600),
            sticky=True,
        ),
        Setting(
            "channels",
            "mean",
            "What is heard of several channels: their mean, or left; by default mean, or as before.",
            _channels,
            sticky=True,
        ),
        Setting("features", "default", "Feature sets: default, all, or names joined by commas.", str),
        Setting("jobs", None, "Worker processes; by default one per core.", _jobs),
        Setting("engine", "local", "Where files are analysed: local.", _engine),
        Setting(
            "exclude", (), "Leave out files and folders that match; repeatable, as in .gitignore.", _globs
        ),
        Setting("include", (), "Take only files that match, whatever their extension; repeatable.", _globs),
        Setting("timeout", 300.0, "Seconds after which a file counts as failed.", _number(1, 86_400)),
        Setting("memory", 4.0, "Address space a worker may use, in GiB.", _number(1, 1024)),
    )
}
"""All options, by name."""


@dataclass(frozen=True)
class AnalysisSettings:
    """Validated options of one analysis; see :data:`SETTINGS`.

    None for a sticky option means: as the library has it, else its default.

    Raises
    ------
    SettingsError
        If a value is not one its option can have.
    """

    segments: Segments | None = None
    segment_length: float | None = None
    channels: Channels | None = None
    features: str = SETTINGS["features"].default
    jobs: int | None = SETTINGS["jobs"].default
    engine: str = SETTINGS["engine"].default
    exclude: tuple[str, ...] = SETTINGS["exclude"].default
    include: tuple[str, ...] = SETTINGS["include"].default
    timeout: float = SETTINGS["timeout"].default
    memory: float = SETTINGS["memory"].default

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            value = getattr(self, name)
            if value is None and setting.sticky:
                continue
            try:
                # a frozen dataclass is filled in once, here
                object.__setattr__(self, name, setting.check(value))
            except ValueError as error:
                option = name.replace("_", "-")
                raise SettingsError(f"--{option} cannot be {value}", hint=f"give {error}") from error

    def resolved(self, stored: Mapping[str, Any]) -> "AnalysisSettings":
        """Fill in what was not given: from what a library remembers, else from the defaults."""
        missing = {
            name: stored.get(name, setting.default)
            for name, setting in SETTINGS.items()
            if setting.sticky and getattr(self, name) is None
        }
        return replace(self, **missing)

    def for_files(self, n_files: int) -> "AnalysisSettings":
        """Start no more workers than there are files."""
        return replace(self, jobs=max(1, min(self.jobs or 1, n_files)))

    def sticky(self) -> dict[str, Any]:
        """Return what a library remembers of resolved options."""
        return {name: getattr(self, name) for name, setting in SETTINGS.items() if setting.sticky}
