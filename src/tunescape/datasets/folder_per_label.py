"""A folder per label: ``root/label/…/file``."""

import os

from tunescape.datasets.labelled import (
    LabelledCollection,
    LabelledItem,
    Problem,
    as_label,
    audio_files,
    collect,
    list_folder,
    sub_folders,
)
from tunescape.extensions import AUDIO_EXTENSIONS

__all__ = ["load_folder_per_label"]


def load_folder_per_label(root: str | os.PathLike[str]) -> LabelledCollection:
    """Load a folder of folders; the name of each is the label of all audio files below it.

    Parameters
    ----------
    root : str or PathLike

    Returns
    -------
    LabelledCollection
        Audio files that lie beside the folders have no label: they are problems.

    Raises
    ------
    DatasetError
        If it cannot be read, or holds no labelled music.
    """
    base = os.path.abspath(root)
    items = [
        LabelledItem(path, as_label(folder))
        for folder in sub_folders(base)
        for path in audio_files(os.path.join(base, folder))
    ]
    loose = [
        Problem(os.path.join(base, name), "lies in no folder of a label")
        for name in list_folder(base)
        if os.path.splitext(os.fsencode(name))[1].lower() in AUDIO_EXTENSIONS
        and os.path.isfile(os.path.join(base, name))
    ]
    return collect("folders", base, items, loose)
