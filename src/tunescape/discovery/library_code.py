"""The codes of a library's own auto-encoder."""

from dataclasses import dataclass
from pathlib import Path

from tunescape.arrays import FloatArray
from tunescape.errors import ModelError
from tunescape.features.embeddings.autoencoder import Autoencoder, load_autoencoder
from tunescape.library.store import Library

__all__ = ["LibraryCode", "autoencoder_path"]


def autoencoder_path(library: Library) -> Path:
    """Where the auto-encoder of a library lies, once it is trained."""
    return library.path / "models" / "mfcc-ae.model"


@dataclass(frozen=True)
class LibraryCode:
    """What turns cepstral pictures into codes: the model of a library.

    Attributes
    ----------
    model : Autoencoder, optional
        None until it is known which library is asked, and where none was trained.
    """

    model: Autoencoder | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions of a code; none without a model."""
        return tuple(f"code.{i:03d}" for i in range(1, 1 + self.model.dimensions)) if self.model else ()

    @property
    def recipe(self) -> str:
        """What tells its codes from those of other models."""
        return self.model.digest if self.model else ""

    def bound(self, library: Library) -> "LibraryCode":
        """Take the model of a library, if it has one and none was taken before.

        Raises
        ------
        ModelError
            If the model's file is damaged, or hears something else.
        """
        path = autoencoder_path(library)
        if self.model is not None or not path.exists():
            return self
        return LibraryCode(load_autoencoder(path))

    def encode(self, rows: FloatArray) -> FloatArray:
        """Turn rows of ``mfcc@1`` [shape=(n, 25860)] into codes [shape=(n, dimensions)].

        Raises
        ------
        ModelError
            If there is no model.
        FeatureError
            If torch is not installed.
        """
        if self.model is None:
            hint = "`tunescape train autoencoder` makes one"
            raise ModelError("no auto-encoder was trained on this library", hint=hint)
        return self.model.encode(rows)
