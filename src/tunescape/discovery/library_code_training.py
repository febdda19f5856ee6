"""Train the auto-encoder of a library, or of a labelled collection, on cepstral pictures of its tracks."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from tunescape.datasets.labelled import LabelledCollection
from tunescape.discovery.library_code import autoencoder_path
from tunescape.errors import ModelError
from tunescape.features.embeddings.autoencoder import Autoencoder, save_autoencoder
from tunescape.features.embeddings.autoencoder_training import AutoencoderRecipe, Epoch, train_autoencoder
from tunescape.features.embeddings.torch_device import pick_device
from tunescape.features.mfcc_picture import FEATURES
from tunescape.library.heard_collection import cached_library
from tunescape.library.ingest import AnalysisReport, Progress, analyze
from tunescape.library.schema import features, files
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings
from tunescape.whole_file import make_folder

__all__ = ["MOST_TRACKS", "AutoencoderTraining", "train_on_library"]

OnProgress = Callable[[Progress], None] | None

MOST_TRACKS = 20_000
"""Tracks that are trained on, evenly spread, where there are more: 1 GB on disk while it trains."""


@dataclass(frozen=True)
class AutoencoderTraining:
    """A trained auto-encoder.

    Attributes
    ----------
    model : Autoencoder
    path : Path
        Where it was written.
    in_use : bool
        Whether that is where the library looks for it.
    heard : AnalysisReport
        What had to be heard first.
    """

    model: Autoencoder
    path: Path
    in_use: bool
    heard: AnalysisReport


def train_on_library(
    library: Library | None,
    collection: LabelledCollection | None = None,
    *,
    recipe: AutoencoderRecipe | None = None,
    output: str | os.PathLike[str] | None = None,
    device: str = "auto",
    jobs: int | None = None,
    progress: Callable[[], AbstractContextManager[OnProgress]] = lambda: nullcontext(None),
    on_epoch: Callable[[Epoch], None] | None = None,
) -> AutoencoderTraining:
    """Hear what is missing, train, and write the model.

    Interrupted, it keeps its state beside the model's file, and goes on from there when it is run again.

    Parameters
    ----------
    library : Library, optional
        Of the tracks that are trained on; by default the one that evaluations keep for the collection.
    collection : LabelledCollection, optional
        Whose files are trained on; its labels do not count.
    recipe : AutoencoderRecipe, optional
    output : path, optional
        By default where the library looks for its auto-encoder.
    device : {"auto", "cpu", "cuda"}
    jobs : int, optional
        Worker processes.
    progress : callable, optional
        Returns a context manager that yields a callback for files heard.
    on_epoch : callable, optional
        Called after every epoch.

    Returns
    -------
    AutoencoderTraining

    Raises
    ------
    ModelError
        If there are too few tracks, or the file cannot be written.
    FeatureError
        If torch is not installed, or the device not there.
    """
    pick_device(device)  # before anything is heard for it
    if library is None:
        if collection is None:
            raise ModelError("there is nothing to train on", hint="name a library or a folder")
        library = cached_library(collection)
    paths = [os.fsencode(item.path) for item in collection.items] if collection else _files(library)
    settings = AnalysisSettings(features=FEATURES.name, jobs=jobs)
    with progress() as on_progress:
        heard = analyze(library, paths, settings, on_progress=on_progress)
    target = Path(output) if output is not None else autoencoder_path(library)
    make_folder(target.parent, error=ModelError)
    with _pictures(library, _tracks(library, paths)) as rows:
        model = train_autoencoder(
            rows, recipe, device=device, checkpoint=f"{target}.training", on_epoch=on_epoch
        )
    save_autoencoder(model, target)
    in_use = os.path.realpath(target) == os.path.realpath(autoencoder_path(library))
    return AutoencoderTraining(model, target, in_use, heard)


def _files(library: Library) -> list[bytes]:
    statement = sa.select(files.c.path).where(files.c.missing_since.is_(None)).order_by(files.c.path)
    with library.connect() as connection:
        return list(connection.execute(statement).scalars())


def _tracks(library: Library, paths: list[bytes]) -> list[str]:
    """Return the tracks of files that have pictures: all, or so many evenly spread ones, sorted."""
    wanted = {os.path.abspath(path) for path in paths}
    statement = (
        sa.select(files.c.path, files.c.track_id)
        .join(features, features.c.track_id == files.c.track_id)
        .where(features.c.name == FEATURES.name, features.c.version == FEATURES.version)
    )
    with library.connect() as connection:
        found = sorted({row.track_id for row in connection.execute(statement) if row.path in wanted})
    return found[:: -(-len(found) // MOST_TRACKS)] if found else found


@contextmanager
def _pictures(library: Library, track_ids: list[str]) -> Iterator[npt.NDArray[Any]]:
    """Yield the pictures of tracks, on disk: no more of them in memory than a batch."""
    if not track_ids:
        yield np.zeros((0, len(FEATURES.dimensions)), FEATURES.dtype)
        return
    position = {track_id: i for i, track_id in enumerate(track_ids)}
    with tempfile.TemporaryDirectory(dir=library.path) as folder:
        shape = (len(track_ids), len(FEATURES.dimensions))
        rows = np.memmap(Path(folder) / "pictures", FEATURES.dtype, "w+", shape=shape)
        for track_id, matrix in library.iterate_features(FEATURES.name, version=FEATURES.version):
            if track_id in position:
                rows[position[track_id]] = matrix[0]
        yield rows
        del rows
