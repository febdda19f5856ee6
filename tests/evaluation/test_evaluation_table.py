from tunescape.evaluation.pairs import PairScores
from tunescape.evaluation.probe import ProbeScores
from tunescape.evaluation.retrieval import RetrievalScores
from tunescape.evaluation.table import SpaceScores, markdown, row_document

FULL = SpaceScores(
    "a*0.5+b",
    42,
    RetrievalScores(60, 0.5, 0.25, 0.125, 1 / 3, (0.4, 0.6), (0.2, 2 / 3)),
    ProbeScores(0.9, (0.9, 0.9), 60, 10),
    PairScores(3, 120, 0.025, (0.0, 0.05)),
    0.1234567,
)
EMPTY = SpaceScores("c", 7, not_measured="its weights are missing")


def test_a_row_has_the_fields_of_the_contract() -> None:
    document = row_document(FULL)
    contract = {
        "space": "a*0.5+b",
        "dimensions": 42,
        "one_nn": 0.5,
        "precision_at_5": 0.25,
        "precision_at_10": 0.125,
        "map": 0.333333,
        "map_ci": [0.2, 0.666667],
        "probe_accuracy": 0.9,
        "pair_error": 0.025,
        "cpu_s_per_track": 0.123457,
    }
    assert {name: document[name] for name in contract} == contract


def test_what_was_not_measured_is_null() -> None:
    document = row_document(EMPTY)
    assert {name for name, value in document.items() if value is not None} == {
        "space",
        "dimensions",
        "not_measured",
    }
    assert document.keys() == row_document(FULL).keys()


def test_markdown_is_a_table() -> None:
    lines = markdown([FULL, EMPTY, SpaceScores("by chance", None)]).splitlines()
    assert lines[2] == (
        "| `a*0.5+b` | 42 | 0.500 | 0.250 | 0.125 | 0.333 | 0.200–0.667 | 0.900 | 3 of 120 | 0.123 |"
    )
    assert lines[3].startswith("| `c` | 7 | – | – |")
    assert lines[4].startswith("| by chance | – | – |")
    assert {line.count("|") for line in lines} == {11}
