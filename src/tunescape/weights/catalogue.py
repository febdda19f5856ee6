"""Model files that do not ship: where each comes from, and where it lies once somebody has put it there."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tunescape.errors import WeightsError

__all__ = ["CATALOGUE", "WeightFile", "find_weights", "weights_folder"]


@dataclass(frozen=True)
class WeightFile:
    """A published model file.

    Attributes
    ----------
    name : str
        What commands call it.
    file_name : str
        As it was published; so it is called in the weights folder, too.
    summary, source, licence : str
        For people.
    url : str, optional
        Where it can be downloaded; None where there is no such place.
    bytes : int
    sha256, md5 : str, optional
        In hexadecimal digits, as far as they are known from its publishers.
    """

    name: str
    file_name: str
    summary: str
    source: str
    licence: str
    url: str | None
    bytes: int
    sha256: str | None = None
    md5: str | None = None

    @property
    def path(self) -> Path:
        """Where it belongs."""
        return weights_folder() / self.file_name

    @property
    def remedy(self) -> str:
        """What to do where it is missing."""
        if self.url is None:
            return f"if you have {self.file_name}, put it at {self.path}"
        mebibytes = self.bytes / 2**20
        return f"`tunescape weights fetch {self.name}` downloads it ({mebibytes:.0f} MiB) to {self.path}"


CATALOGUE: dict[str, WeightFile] = {
    file.name: file
    for file in (
        WeightFile(
            name="vgg16-keras",
            file_name="vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            summary="the convolutions of VGG16, trained on ImageNet: what the playlist study used",
            source="K. Simonyan & A. Zisserman 2014, ported from Caffe by the authors of Keras",
            licence="CC BY 4.0, Visual Geometry Group, University of Oxford",
            url="https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
            "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            bytes=58_889_256,
            # Keras publishes no SHA-256 of it
            md5="6d6bbae143d832006294945121d1f1fc",
        ),
        WeightFile(
            name="vgg16-torchvision",
            file_name="vgg16-397923af.pth",
            summary="VGG16, trained on ImageNet anew by the authors of torchvision, with its dense layers",
            source="torchvision, VGG16_Weights.IMAGENET1K_V1",
            licence="BSD-3-Clause, torchvision; the pictures of ImageNet have terms of their own",
            url="https://download.pytorch.org/models/vgg16-397923af.pth",
            bytes=553_433_881,
            sha256="397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
        ),
        WeightFile(
            name="genre-32",
            file_name="weights4_model.h5",
            summary="the genre network of the playlist study; `train genre --model cnn` makes another one",
            source="the playlist study's own publication",
            licence="none stated: ask its author before you pass it on",
            url=None,
            bytes=1_361_704,
            sha256="af2bb76b18ec05d67a1736bb81d624b698eff4c8306331f9aee7c0f88533b4bb",
        ),
    )
}
"""The files by name."""


def weights_folder() -> Path:
    """Return where files are looked for: ``$TUNESCAPE_WEIGHTS``, else ``weights`` in the data folder."""
    return Path(os.environ.get("TUNESCAPE_WEIGHTS") or platformdirs.user_data_path("tunescape") / "weights")


def find_weights(name: str) -> Path:
    """Return where a model file lies.

    Parameters
    ----------
    name : str
        One of :data:`CATALOGUE`. That what lies there is what was published is not checked here.

    Raises
    ------
    WeightsError
        If it is not there.
    """
    file = CATALOGUE[name]
    if not file.path.is_file():
        raise WeightsError(f"weights missing: {file.file_name}", hint=file.remedy)
    return file.path
