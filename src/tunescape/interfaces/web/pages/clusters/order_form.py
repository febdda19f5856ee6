"""How to look for clusters, and the button that begins it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui

from tunescape.discovery.clusters.algorithms import ALGORITHMS
from tunescape.discovery.clusters.request import PRESETS, ClusterRequest
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import start_job
from tunescape.interfaces.web.pages.widgets.names import space_name
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.texts import Texts
from tunescape.library.jobs import Job

__all__ = ["order_form"]


_NO_PRESET = "none"


def order_form(
    page: PageContext, spaces: Sequence[str], *, again: bool, begun: Callable[[Job], Awaitable[None]]
) -> None:
    """Add the button that looks for clusters, with what can be chosen about it.

    Parameters
    ----------
    page : PageContext
    spaces : sequence of str
        That tracks were heard for.
    again : bool
        Whether there are some already.
    begun : callable
        Called with the job.
    """
    t = page.t
    with ui.element("div").classes("cl-order"):
        with ui.element("details").classes("cl-options"):
            Text("summary", t("clusters.options"))
            with ui.element("div").classes("ts-row cl-fields"):
                read = _fields(t, spaces)

        async def begin() -> None:
            with page.told():
                await begun(await start_job(page, "cluster", read()))

        label = t("clusters.find_again" if again else "clusters.find")
        button = ui.button(label, icon="workspaces", on_click=begin)
        button.props("outline no-caps color=primary" if again else "unelevated no-caps color=primary")


def _fields(t: Texts, spaces: Sequence[str]) -> Callable[[], dict[str, Any]]:
    """Add the fields; return what reads them: the parameters of a job."""
    presets = [name for name, request in PRESETS.items() if request.space in spaces]
    preset = _select(
        {name: t(f"clusters.preset.{name}") for name in (_NO_PRESET, *presets)}, t("clusters.preset")
    )
    preset.props["hint"] = t(f"clusters.preset_says.{_NO_PRESET}")
    preset.set_visibility(bool(presets))
    k = ui.input(t("clusters.k"), value="auto").props("outlined dense").classes("cl-field")
    k.props["hint"] = t("clusters.k_hint")
    space = _select(
        {name: space_name(t, name) for name in dict.fromkeys(("default", *spaces))}, t("clusters.space")
    )
    algorithm = _select(
        {name: t(f"clusters.algorithm.{name}") for name in ALGORITHMS}, t("clusters.algorithm")
    )

    def fill() -> None:
        request = PRESETS.get(str(preset.value), ClusterRequest())
        k.value = "auto" if request.k is None else "-".join(map(str, request.k))
        space.value, algorithm.value = request.space, request.algorithm
        preset.props["hint"] = t(f"clusters.preset_says.{preset.value}")

    def read() -> dict[str, Any]:
        return {
            "preset": None if preset.value == _NO_PRESET else preset.value,
            "k": (k.value or "").strip() or "auto",
            "space": space.value,
            "algorithm": algorithm.value,
        }

    preset.on_value_change(fill)
    return read


def _select(options: dict[str, str], label: str) -> ui.select:
    found = ui.select(options, value=next(iter(options)), label=label)
    return found.props("outlined dense options-dense").classes("cl-field")
