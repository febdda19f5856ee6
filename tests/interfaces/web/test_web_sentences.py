"""Whatever the core can say in the pages is said in Chinese."""

import re
import string

import pytest
from said_in_code import ROOT, Said, modules_behind, returned_by, said_by, shape

from tunescape.discovery.compare.correlation import CorrelationTable
from tunescape.discovery.compare.correlation_sentences import summarise_correlations
from tunescape.discovery.compare.groups import Group
from tunescape.discovery.compare.notes import notes_of_correlations
from tunescape.errors import QueryError, ScanError
from tunescape.interfaces.web.pages.widgets.sentences import error_sentences, sentences
from tunescape.interfaces.web.public_errors import UNEXPECTED
from tunescape.interfaces.web.texts import Texts
from tunescape.interfaces.web.texts.sentences import SENTENCES, in_chinese

NOT_IN_PAGES = (
    "tunescape.charts.",  # charts are fetched by the command line
    "tunescape.interfaces.locations",  # an option of the command line
    "tunescape.interfaces.web.api.answers",  # for programs, in English
    "tunescape.interfaces.web.api.playlists",
    "tunescape.interfaces.web.public_errors",
    "tunescape.interfaces.web.security.",  # said before there is a page
    "tunescape.interfaces.web.server",  # said at the start, in the terminal
    "tunescape.interfaces.web.settings",
)

PASSED_ON = {
    "(error.strerror or str(error)).lower()",  # of the system
    "str(error)",  # of FFmpeg
    "BROKEN[clip]",
    "UNEXPECTED",
    "file.remedy",
    "self._page.t('clusters.condition_hint')",  # in the visitor's language already
    *("hint", "message", "reason", "warning"),  # parameters: who calls says it
}
"""What is said by another place of this list, beside the reason or the hint of another error."""


def _all_said() -> list[Said]:
    said = []
    for name, path in sorted(modules_behind("tunescape.interfaces.web").items()):
        if not name.startswith(NOT_IN_PAGES):
            said += said_by(path)
    scan = ROOT / "tunescape" / "library" / "scan.py"
    hooks = ROOT / "tunescape" / "music" / "hooks.py"
    catalogue = ROOT / "tunescape" / "weights" / "catalogue.py"
    said += [*returned_by(scan, "_reason"), *returned_by(scan, "_stamp"), *returned_by(hooks, "_most")]
    return said + said_by(hooks, lists=("said",)) + returned_by(catalogue, "remedy")


SAID = _all_said()
SHAPES = {shape(english) for english in SENTENCES}


def _places(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def _is_known(text: str) -> bool:
    plain = re.sub(r"(\{\})+", "{}", text)
    # words that are put behind others may be known together with them
    return plain in SHAPES or any(one.endswith(f" {plain.strip()}") for one in SHAPES)


def test_every_sentence_that_can_reach_a_page_is_there_in_chinese() -> None:
    # what holds no word of its own, such as "{}: {}", is made of other sentences
    missing = {
        one.text: one.where
        for one in SAID
        if one.is_known and re.search("[A-Za-z]{2}", one.text) and not _is_known(one.text)
    }
    assert missing == {}, "say it in Chinese, too: in a module of interfaces/web/texts/sentences"
    assert len(SAID) > 300


def test_nothing_is_said_that_cannot_be_read_off_the_code() -> None:
    unknown = {one for one in SAID if not one.is_known and not re.search(r"\.(reason|hint)$", one.text)}
    assert {one for one in unknown if one.text not in PASSED_ON} == set(), "write it where it is raised"


def test_both_languages_have_the_same_places() -> None:
    differ = [english for english, chinese in SENTENCES.items() if _places(english) != _places(chinese)]
    assert differ == []


def test_a_sentence_is_found_by_its_own_template() -> None:
    """Not by one that leaves more of it to a value."""
    for english, chinese in SENTENCES.items():
        values = {name: f"<{i}>" for i, name in enumerate(_places(english))}
        if not re.search(r"\w", english.format(**dict.fromkeys(values, ""))):
            values["problem"] = "does not exist"  # it says something if what stands in it does
            chinese = chinese.replace("{problem}", "文件或文件夹不存在")
        assert in_chinese(english.format(**values)) == chinese.format(**values)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("took longer than 300 s", "处理超过 300 秒，已中止"),
        ("3 packets near 17 s could not be decoded", "17 秒附近有 3 个数据包无法解码"),
        ("damaged: input/output error", "有损坏：读写出错"),
        ("the library cannot be opened (database is locked)", "无法打开曲库（数据库正被占用）"),
        ("cannot read the condition 'tempo >' at its end", "无法理解条件 'tempo >'（在末尾）"),
        ("'the rest' holds a single track beside the 2 that are in both groups: one track has no spread to "
         "compare", "'the rest'中除去同属两组的 2 首，只有一首曲目：一首曲目没有离散程度，无法比较"),
        ("users_gained is known of 2 of the 9 tracks of 'a'", "'a' 的 9 首曲目中，只有 2 首已知新增使用人数"),
        ("无法比较：too little was heard of these tracks to correlate it。",
         "无法比较：这些曲目的特征太少，无法做相关分析。"),
        ("population: Input should be greater than or equal to 4", "population：不能小于 4"),
        ("something nobody thought of", "something nobody thought of"),
        ("C: drive: x", "C: drive: x"),
        ("a: b " * 600, "a: b " * 600),
        ("", ""),
    ],
)  # fmt: skip
def test_values_stay_and_words_are_translated(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_names_that_read_like_sentences_stay() -> None:
    """A title is a value, whatever it says."""
    assert in_chinese("no track matches is empty") == "没有符合 is empty 的曲目"
    assert in_chinese("there is no space {reason}") == "没有特征空间 {reason}"


def test_errors_have_no_path_and_are_in_the_language_of_the_visitor() -> None:
    error = ScanError("the library cannot be opened (/srv/a/b: disk I/O error)", hint="try again")
    assert (
        error_sentences(Texts("en"), error) == "The library cannot be opened (…/b: disk I/O error). Try again"
    )
    missing = QueryError("no track matches /srv/music/x.mp3")
    assert error_sentences(Texts("zh"), missing) == "没有符合 …/x.mp3 的曲目"
    assert sentences(Texts("zh"), "is empty", None, "try again") == "文件是空的。请重试"
    assert sentences(Texts("zh"), UNEXPECTED).startswith("这是 tunescape 的错误")


@pytest.mark.parametrize("column", ["users_gained", "users", "rank"])
def test_findings_of_a_chart_name_no_column_of_the_table(column: str) -> None:
    table = CorrelationTable(Group("榜单", frozenset("ab")), column, 2, (), {})
    said = [*notes_of_correlations(table, lang="zh"), *summarise_correlations(table, lang="zh")]
    assert not [one for one in said if column in one]
