"""The one table of options that shape an analysis: name, default, help, validation."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tunescape.errors import SettingsError

__all__ = ["SETTINGS", "AnalysisSettings", "Setting"]


def _segments(value: object) -> int | str:
    text = str(value)
    if text in ("all", "hook"):
        return text
    if text.isdigit() and 1 <= int(text) <= 1000:
        return int(text)
    raise ValueError("a number from 1 to 1000, all, or hook")


def _number(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        number = float(str(value))
        if not low <= number <= high:
            raise ValueError(f"a number from {low:g} to {high:g}")
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


@dataclass(frozen=True)
class Setting:
    """One option: its name, default, help and check."""

    name: str
    default: Any
    help: str
    check: Callable[[object], Any]


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("segments", 4, "How many segments of a track are heard: a number, all, or hook.", _segments),
        Setting("segment_length", 15.0, "Length of a segment, in seconds.", _number(1, 600)),
        Setting("features", "default", "Feature sets: default, all, or names joined by commas.", str),
        Setting("jobs", None, "Worker processes; by default one per core.", _jobs),
        Setting("engine", "local", "Where files are analysed: local.", _engine),
        Setting("timeout", 300.0, "Seconds after which a file counts as failed.", _number(1, 86_400)),
        Setting("memory", 4.0, "Address space a worker may use, in GiB.", _number(1, 1024)),
    )
}
"""All options, by name."""


@dataclass(frozen=True)
class AnalysisSettings:
    """Validated options of one analysis; see :data:`SETTINGS`.

    Raises
    ------
    SettingsError
        If a value is not one its option can have.
    """

    segments: int | str = SETTINGS["segments"].default
    segment_length: float = SETTINGS["segment_length"].default
    features: str = SETTINGS["features"].default
    jobs: int | None = SETTINGS["jobs"].default
    engine: str = SETTINGS["engine"].default
    timeout: float = SETTINGS["timeout"].default
    memory: float = SETTINGS["memory"].default

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            value = getattr(self, name)
            try:
                # a frozen dataclass is filled in once, here
                object.__setattr__(self, name, setting.check(value))
            except ValueError as error:
                option = name.replace("_", "-")
                raise SettingsError(f"--{option} cannot be {value}", hint=f"give {error}") from error
