"""A command about one track, run on every track of a folder: what fails is told, and the rest is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from tunescape.errors import TunescapeError
from tunescape.interfaces.cli.console import NOTHING_DONE, SOME_FAILED, counted, print_document, say
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.text import visible

if TYPE_CHECKING:
    from tunescape.interfaces.folder_plan import FolderPlan

__all__ = ["FolderRun", "end_folder", "run_folder"]


@dataclass
class FolderRun:
    """What came of a folder.

    Attributes
    ----------
    done : list of dict
        A document a track.
    kept : list of str
        Files that were there already.
    failures : list of dict
    """

    done: list[dict[str, Any]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)


def run_folder(
    plan: "FolderPlan", do: Callable[[str, Path | None], dict[str, Any]], *, verb: str, force: bool
) -> FolderRun:
    """Do something with every track of a folder.

    Parameters
    ----------
    plan : FolderPlan
    do : callable
        From a path and the file to write, or None, to a document.
    verb : str
        Beside the bar.
    force : bool
        Do it again where the file is there already.
    """
    run = FolderRun(failures=list(plan.failures))
    with show_counted(verb) as on_progress:
        for number, (path, target) in enumerate(plan.files, start=1):
            try:
                if target is not None and target.exists() and not force:
                    run.kept.append(str(target))
                else:
                    run.done.append(do(path, target))
            except TunescapeError as error:
                run.failures.append({"path": path, "stage": error.stage, "reason": error.reason})
            on_progress(number, len(plan.files), visible(Path(path).stem))
    return run


def end_folder(run: FolderRun, *, name: str, json: bool, tell: Callable[[], None]) -> NoReturn:
    """Say what came of a folder, and end the command.

    Parameters
    ----------
    run : FolderRun
    name : str
        Of the documents in the JSON document.
    json : bool
    tell : callable
        Says what was done.
    """
    if json:
        print_document({name: run.done, "kept": run.kept, "failures": run.failures})
    tell()
    for failure in run.failures:
        say(f"failed: {visible(failure['path'])}: {failure['reason']}")
    if run.kept:
        say(f"{counted(len(run.kept), 'file')} already there: --force replaces them")
    if not (run.done or run.kept or run.failures):
        say("tunescape: found no audio files there; name a folder that holds some, or a file itself")
    if not (run.done or run.kept):
        raise typer.Exit(NOTHING_DONE)
    raise typer.Exit(SOME_FAILED if run.failures else 0)
