"""The map as an element: what the page tells the script that draws it, and what that tells the page."""

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np
from nicegui import ui
from nicegui.element import Element

from tunescape.interfaces.web.pages.map_page.colours import Colouring
from tunescape.interfaces.web.texts import Texts

__all__ = ["MapPlot", "packed_mask"]

# the script draws with what NiceGUI ships for this element: to name it here is to have it announced
_PLOTLY = ui.plotly


def packed_mask(indices: Iterable[int], n: int) -> str:
    """Return which of n points are meant: a bit a point, in base 64."""
    mask = np.zeros(n, dtype=np.bool_)
    mask[list(indices)] = True
    return base64.b64encode(np.packbits(mask).tobytes()).decode()


class MapPlot(Element, component="map_plot.js"):
    """Points to look at, to click, and to draw a line around.

    Emits ``drawn``, ``pick`` with the number of a point as ``i``, and ``lasso`` with ``indices``.

    Parameters
    ----------
    t : Texts
    """

    def __init__(self, t: Texts) -> None:
        super().__init__()
        self._props["texts"] = {"loading": t("map_page.loading"), "failed": t("map_page.failed")}
        self._props["mode"] = "pan"
        self._props["label"] = t("map_page.label")
        self._props["chosen"] = {}
        self._props["mask"] = ""

    def show(self, address: str, label: str) -> None:
        """Draw the points that an address answers with."""
        self._change(address=address, label=label, mask="", chosen={})

    def paint(self, colouring: Colouring) -> None:
        """Give all points their colours."""
        self._change(colouring=colouring.document())

    def highlight(self, mask: str) -> None:
        """Bring some points to the front, all others stepping back; an empty text: none."""
        self._change(mask=mask)

    def choose(self, index: int | None, neighbours: list[int]) -> None:
        """Mark a point and those that sound like it."""
        self._change(chosen={} if index is None else {"index": index, "neighbours": neighbours})

    def drag(self, mode: str) -> None:
        """Say what dragging does: ``pan``, ``lasso`` or ``select``."""
        self._change(mode=mode)

    def _change(self, **properties: Any) -> None:
        self._props.update(properties)
        self.update()
