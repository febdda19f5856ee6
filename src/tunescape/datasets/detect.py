"""Load a labelled collection, whichever kind it is."""

import os

from tunescape.datasets.csv import load_csv
from tunescape.datasets.fma import find_fma, load_fma
from tunescape.datasets.folder_per_label import load_folder_per_label
from tunescape.datasets.gtzan import find_gtzan, load_gtzan
from tunescape.datasets.labelled import LabelledCollection
from tunescape.errors import DatasetError

__all__ = ["load_labelled"]


def load_labelled(path: str | os.PathLike[str]) -> LabelledCollection:
    """Load FMA, GTZAN, a folder with a folder per label, or a CSV; the first that it is.

    Parameters
    ----------
    path : str or PathLike

    Returns
    -------
    LabelledCollection

    Raises
    ------
    DatasetError
        If it does not exist, cannot be read, or holds no labelled music.
    """
    if not os.path.exists(path):
        raise DatasetError(
            "does not exist", path=path, hint="name a folder with a folder per label, or a CSV"
        )
    if find_fma(path):
        return load_fma(path)
    if os.path.isfile(path):
        return load_csv(path)
    return load_gtzan(path) if find_gtzan(path) else load_folder_per_label(path)
