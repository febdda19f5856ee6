"""Pictures small enough to be sent in a page: fewer colours, no more bytes than there is room."""

import io

from PIL import Image

__all__ = ["small_png"]

_COLOURS = (256, 128, 64, 32, 16)


def small_png(png: bytes, *, most_bytes: int) -> bytes:
    """Reduce the colours of a PNG, and then its size, until it is small enough.

    Parameters
    ----------
    png : bytes
    most_bytes : int > 0

    Returns
    -------
    bytes
        A PNG with a palette; where even half the size has more bytes, that one.
    """
    image = Image.open(io.BytesIO(png)).convert("RGB")
    smaller = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    for version in (image, smaller):
        for n_colours in _COLOURS:
            reduced = _encoded(version.quantize(n_colours, method=Image.Quantize.MEDIANCUT))
            if len(reduced) <= most_bytes:
                return reduced
    return reduced


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="png", optimize=True)
    return buffer.getvalue()
