"""The page of models: trained genres, spaces measured, features selected."""

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.evaluate import evaluate_bench
from tunescape.interfaces.web.pages.models.select import select_bench
from tunescape.interfaces.web.pages.models.shelf import model_shelf
from tunescape.interfaces.web.pages.models.train import train_bench
from tunescape.interfaces.web.pages.widgets.text import opening

__all__ = ["build"]


def build(page: PageContext) -> None:
    """Build the page."""
    opening(page.t("nav.models"), page.t("models.lead"))
    shelf = model_shelf(page)
    train_bench(page, on_trained=shelf.refresh)
    evaluate_bench(page)
    select_bench(page)
