"""What a table asks for, as a browser says it."""

import pytest

from tunescape.interfaces.web.pages.widgets.track_table import TablePage, table_page


def test_a_table_asks_for_a_page():
    asked = table_page({"page": 3, "rowsPerPage": 50, "sortBy": "tempo_bpm", "descending": True})
    assert asked == TablePage(100, 50, "-tempo_bpm")
    assert table_page({"page": 1, "rowsPerPage": 25, "sortBy": None}) == TablePage(0, 25, None)


@pytest.mark.parametrize("rows", [0, -1, 10**9, 10**30, None, "all", 2.5, [], True])
def test_no_browser_gets_more_than_a_page(rows):
    assert table_page({"page": 2, "rowsPerPage": rows}) == TablePage(25, 25, None)


@pytest.mark.parametrize("page", [-5, 0, 10**30, None, "2", [], {}])
def test_any_page_is_one_that_can_be_asked_for(page):
    asked = table_page({"page": page, "rowsPerPage": 100, "sortBy": ["title"]})
    assert (0 <= asked.offset < 2**63, asked.limit, asked.sort) == (True, 100, None)
