"""What measures are called, and what more and less of them is called, in English and Chinese."""

from typing import Literal, NamedTuple

from tunescape.features.embeddings.musicnn import TAGS

__all__ = ["LANGUAGES", "Language", "Words", "words_of"]

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Words(NamedTuple):
    """How a measure is spoken of.

    Attributes
    ----------
    title : str
    more, less : str
        In English a comparative; in Chinese a phrase with a place for 更 or 越. Empty where there is no word.
    evidence : str
        With places for the two means.
    """

    title: str
    more: str
    less: str
    evidence: str


_ENGLISH = {
    "loudness_lufs": Words("loudness", "louder", "quieter", "{} against {} LUFS"),
    "true_peak_db": Words("true peak", "", "", "{} against {} dBTP"),
    "dynamics_db": Words(
        "dynamics", "more dynamic", "more compressed", "peaks {} against {} dB above the loudness"
    ),
    "tempo_bpm": Words("tempo", "faster", "slower", "{} against {} BPM"),
    "pulse_clarity": Words(
        "clarity of the beat", "steadier in its beat", "freer in its beat", "clarity {} against {}"
    ),
    "onset_rate": Words("onsets a second", "busier", "sparser", "{} against {} onsets a second"),
    "bass_share": Words(
        "share of the bass", "heavier in the bass", "lighter in the bass", "{} against {} % below 100 Hz"
    ),
    "brightness_hz": Words("brightness", "brighter", "darker", "centred at {} against {} kHz"),
    "clarity_db": Words("transparency", "more transparent", "denser", "transparency {} against {} dB"),
    "major_key": Words(
        "major keys", "more often in a major key", "more often in a minor key", "{} against {} % major"
    ),
}

_CHINESE = {
    "loudness_lufs": Words("响度", "响度{}高", "响度{}低", "{} 对 {} LUFS"),
    "true_peak_db": Words("真峰值", "", "", "{} 对 {} dBTP"),
    "dynamics_db": Words("动态", "动态{}大", "压缩{}重", "峰值高出响度 {} 对 {} dB"),
    "tempo_bpm": Words("速度", "速度{}快", "速度{}慢", "{} 对 {} BPM"),
    "pulse_clarity": Words("节拍清晰度", "节拍{}稳", "节拍{}自由", "清晰度 {} 对 {}"),
    "onset_rate": Words("每秒起音数", "音符{}密", "音符{}疏", "每秒 {} 对 {} 个起音"),
    "bass_share": Words("低音占比", "低音{}重", "低音{}轻", "100 Hz 以下占 {}% 对 {}%"),
    "brightness_hz": Words("明亮度", "音色{}明亮", "音色{}暗", "频谱重心 {} 对 {} kHz"),
    "clarity_db": Words("通透度", "声音{}通透", "声音{}浓密", "通透度 {} 对 {} dB"),
    "major_key": Words("大调比例", "大调{}多", "小调{}多", "大调 {}% 对 {}%"),
}

_TAGS_IN_CHINESE = (
    "摇滚", "流行", "另类", "独立", "电子", "女声", "舞曲", "00 年代", "另类摇滚", "爵士",
    "优美", "金属", "弛放", "男声", "经典摇滚", "灵魂乐", "独立摇滚", "柔和", "电子乐", "80 年代",
    "民谣", "90 年代", "放松", "器乐", "朋克", "老歌", "蓝调", "硬摇滚", "氛围", "原声",
    "实验", "女歌手", "吉他", "嘻哈", "70 年代", "派对", "乡村", "轻音乐", "性感", "抓耳",
    "放克", "电气乐", "重金属", "前卫摇滚", "60 年代", "节奏布鲁斯", "独立流行", "忧伤", "浩室", "欢快",
)  # fmt: skip


def words_of(name: str, lang: Language) -> Words:
    """Return the words for a quantity of :data:`~tunescape.features.quantities.QUANTITIES`."""
    tag = name.removeprefix("tag.")
    if tag == name:
        return (_ENGLISH if lang == "en" else _CHINESE)[name]
    if lang == "en":
        return Words(f"tag “{tag}”", f"more “{tag}”", f"less “{tag}”", "{} against {}")
    chinese = _TAGS_IN_CHINESE[TAGS.index(tag)]
    return Words(f"标签“{chinese}”", f"“{chinese}”感{{}}强", f"“{chinese}”感{{}}弱", "{} 对 {}")
