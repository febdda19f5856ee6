"""The page of models: trained genres, spaces measured, features selected."""

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.evaluate import evaluate_bench
from tunescape.interfaces.web.pages.models.select import select_bench
from tunescape.interfaces.web.pages.models.shelf import model_shelf
from tunescape.interfaces.web.pages.models.train import train_bench
from tunescape.interfaces.web.pages.widgets.text import Text, title

__all__ = ["build"]


def build(page: PageContext) -> None:
    """Build the page."""
    title(page.t("nav.models"))
    Text("p", page.t("models.lead")).classes("ts-lead")
    shelf = model_shelf(page)
    train_bench(page, on_trained=shelf.refresh)
    evaluate_bench(page)
    select_bench(page)
