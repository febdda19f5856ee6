"""Help that leaves nothing out, and wrong usage that is told apart from bad luck."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from shelf import Outcome, Shelf

from tunescape.interfaces import cli
from tunescape.interfaces.cli.app import app
from tunescape.settings import SETTINGS

Run = Callable[..., Outcome]

TOP: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
COMMANDS: dict[str, Any] = {
    " ".join(words): inner
    for name, command in TOP.items()
    for words, inner in (
        [((name, word), inner) for word, inner in command.commands.items()]
        if hasattr(command, "commands")
        else [((name,), command)]
    )
}
"""All commands, those of groups with the name of their group before them."""


def test_every_command_module_is_joined() -> None:
    modules = [
        importlib.import_module(f"{cli.__name__}.{info.name}") for info in pkgutil.iter_modules(cli.__path__)
    ]
    assert {module.NAME for module in modules if hasattr(module, "NAME")} == TOP.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_help_explains_every_option_and_argument(tunescape: Run, name: str) -> None:
    outcome = tunescape(*name.split(), "--help")
    assert (outcome.code, outcome.err) == (0, "")
    shown = " ".join(outcome.out.split())
    assert "[OPTIONS]" in shown
    for parameter in COMMANDS[name].params:
        assert parameter.help, f"{name} {parameter.name} has no help"
        assert " ".join(parameter.help.split()) in shown
        for option in parameter.opts:
            assert not option.startswith("-") or f" {option}" in shown


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"demo"}))
def test_every_command_speaks_json(name: str) -> None:
    assert "--json" in {option for parameter in COMMANDS[name].params for option in parameter.opts}


def test_the_list_of_commands_is_not_cut_off(tunescape: Run) -> None:
    outcome = tunescape("--help")
    assert outcome.code == 0
    assert "..." not in outcome.out.replace("[ARGS]...", "")
    assert all(f"\n  {name} " in outcome.out for name in TOP)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_every_setting_is_an_option_of_analyze(tunescape: Run, setting: Any) -> None:
    option = f"--{setting.name.replace('_', '-')}"
    (parameter,) = [found for found in COMMANDS["analyze"].params if option in found.opts]
    assert parameter.help == setting.help
    if setting.sticky:
        assert parameter.default is None  # as the library has it
    else:
        assert setting.check(parameter.default) == setting.check(setting.default)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("hear",),
        ("--loud",),
        ("list", "--loud"),
        ("show",),
        ("analyze",),
        ("export", "default"),
        ("similar", "夜曲", "-n", "0"),
        ("similar", "夜曲", "-n", "many"),
        ("list", "--limit", "-1"),
        ("playlist", "夜曲", "--diversity", "1.1"),
        ("playlist", "夜曲", "--diversity", "nan"),
        ("playlist", "夜曲", "--max-per-artist", "-1"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_how_it_goes(tunescape: Run, arguments: tuple[str, ...]) -> None:
    outcome = tunescape(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Usage: " in outcome.err


def test_version(tunescape: Run) -> None:
    outcome = tunescape("--version")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("tunescape ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--jobs", "0"), ("--jobs cannot be 0", "from 1 to 1024")),
        (("--segments", "some"), ("--segments cannot be some", "all, or hook")),
        (("--segment-length", "nan"), ("--segment-length cannot be nan",)),
        (("--engine", "cloud"), ("--engine cannot be cloud", "local")),
        (("--features", "cepstra"), ("no feature set cepstra", "statistical")),
        (("--library", "/proc/version"), ("is a file: a library is a folder",)),
    ],
)
def test_settings_that_cannot_be_are_refused(
    tunescape: Run, shelf: Shelf, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert tunescape("analyze", shelf.music, *arguments).refused(*words)


@pytest.mark.parametrize("name", ["status", "failures", "list", "show x", "similar x", "playlist x"])
@pytest.mark.parametrize("json", [(), ("--json",)])
def test_a_library_that_is_not_there_is_an_error_that_helps(
    tunescape: Run, tmp_path: Path, name: str, json: tuple[str, ...]
) -> None:
    outcome = tunescape(*name.split(), "--library", tmp_path / "nowhere", *json)
    assert outcome.refused(str(tmp_path / "nowhere"), "no library here yet", "`tunescape analyze FOLDER`")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_library_is_left_as_it_is(tunescape: Run, tmp_path: Path) -> None:
    database = tmp_path / "library.db"
    database.write_bytes(b"dear diary, " * 100)
    assert tunescape("list", "--library", tmp_path).refused("cannot be opened")
    assert tunescape("analyze", tmp_path, "--library", tmp_path).refused("cannot be opened")
    assert database.read_bytes() == b"dear diary, " * 100
