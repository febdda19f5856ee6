"""The words of a recommendation's reasons in the language of a visitor."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from tunescape.discovery.meaning import NAMED

__all__ = ["why_words"]

_RATHER = "较"
"""What stands in for the amount in the Chinese words, which leave a place for it."""

_FAMILIES = {
    "notes and harmony (chroma)": "音高与和声（chroma）",
    "harmony (tonnetz)": "和声（tonnetz）",
    "tone colour (MFCC)": "音色（MFCC）",
    "tones against noise (spectral contrast)": "乐音与噪声之比（谱对比度）",
    "brightness (spectral centroid)": "明亮度（谱质心）",
    "width of the spectrum": "频谱宽度",
    "treble (spectral roll-off)": "高频（谱滚降）",
    "level (RMS)": "音量（RMS）",
    "noisiness (zero crossings)": "噪声感（过零率）",
    "rhythmic pattern": "节奏型",
    "rhythmic pattern against the tempo": "相对速度的节奏型",
    "interplay of the bands": "各频段的配合",
    "density of onsets": "起音密度",
    "shape of the waveform": "波形",
    "changes of the waveform": "波形变化",
    "shape of the spectrum": "频谱形状",
    "shares of the bands": "各频段占比",
    "what the tagging network hears": "标签网络所听",
    "what has no name": "没有名称的成分",
    "artist": "艺人",
    "title": "标题",
    "genre": "流派",
    "year": "年份",
    "duration": "时长",
    "quality": "和弦性质",
    "degree": "和弦级数",
    "step": "和弦根音的移动",
    "move": "和弦的进行",
    "changes per beat": "每拍换和弦数",
    "changes per s": "每秒换和弦数",
    "variety": "和弦的丰富程度",
    "in key": "调内和弦占比",
    "confidence": "和弦的明确程度",
    "chroma cens": "音高与和声（CENS）",
    "chroma cqt": "音高与和声（CQT）",
    "mel": "Mel 频段",
    "bark": "Bark 频段",
    "gammatone": "Gammatone 频段",
    "wavelet": "小波频段",
    "tempo": "速度",
    "clarity of the beat": "节拍清晰度",
    "onsets a second": "每秒起音数",
}


@lru_cache(maxsize=1)
def why_words() -> Mapping[str, str]:
    """Return the Chinese for what :mod:`~tunescape.discovery.why` says; what is missing is a name."""
    words = dict(_FAMILIES)
    for measure in NAMED:
        english, chinese = measure.words["en"], measure.words["zh"]
        words[english.title] = chinese.title
        words[english.more] = chinese.more.format(_RATHER)
        words[english.less] = chinese.less.format(_RATHER)
    return MappingProxyType(words)
