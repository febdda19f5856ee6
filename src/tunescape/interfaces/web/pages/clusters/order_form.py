"""How to look for clusters, and the button that begins it."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from tunescape.discovery.clusters.algorithms import ALGORITHMS
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import start_job
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.texts import TEXTS, Texts
from tunescape.library.jobs import Job

__all__ = ["order_form", "space_name"]


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
                k = ui.input(t("clusters.k"), value="auto").props("outlined dense").classes("cl-field")
                k.props["hint"] = t("clusters.k_hint")
                called = {name: space_name(t, name) for name in dict.fromkeys(("default", *spaces))}
                space = ui.select(called, value="default", label=t("clusters.space"))
                space.props("outlined dense options-dense").classes("cl-field")
                names = {name: t(f"clusters.algorithm.{name}") for name in ALGORITHMS}
                algorithm = ui.select(names, value="kmeans", label=t("clusters.algorithm"))
                algorithm.props("outlined dense options-dense").classes("cl-field")

        async def begin() -> None:
            parameters = {
                "k": (k.value or "").strip() or "auto",
                "space": space.value,
                "algorithm": algorithm.value,
            }
            with page.told():
                await begun(await start_job(page, "cluster", parameters))

        label = t("clusters.find_again" if again else "clusters.find")
        button = ui.button(label, icon="workspaces", on_click=begin)
        button.props("outline no-caps color=primary" if again else "unelevated no-caps color=primary")


def space_name(t: Texts, space: str) -> str:
    """Return what a space is called."""
    key = f"space.name.{space}"
    return t(key) if key in TEXTS else space
