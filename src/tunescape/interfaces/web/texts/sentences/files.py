"""Why a file could not be heard, and what was odd about one that was."""

SENTENCES: dict[str, str] = {
    # where files are listed
    "does not exist": "文件或文件夹不存在",
    "is not a regular file": "不是普通文件",
    "may not be read (permission denied)": "没有读取权限",
    "is empty": "文件是空的",
    "is a folder": "这是一个文件夹",
    "name one file": "请指定一个文件",
    # where they are decoded
    "is a MIDI file, which holds notes and no sound: `beats`, `chords`, `hook` and `plot` read it": (
        "这是 MIDI 文件，只有音符，没有声音：`beats`、`chords`、`hook` 和 `plot` 可以读取它"
    ),
    "is not audio that can be read, or is damaged": "不是可读取的音频，或者已损坏",
    "holds no audio stream": "文件中没有音频",
    "holds a kind of audio that cannot be decoded": "其中的音频格式无法解码",
    "has lost its beginning, and cannot be timed": "开头缺失，无法确定时间",
    "cannot be sought to {time} s": "无法定位到 {time} 秒处",
    "no audio could be decoded": "没有能解码的音频",
    "no audio could be decoded at {time} s": "{time} 秒处的音频无法解码",
    "holds no audio packets": "文件中没有音频数据",
    "does not say how long it is": "文件没有说明自己的时长",
    # in the processes that hear them
    "took longer than {time} s": "处理超过 {time} 秒，已中止",
    "needs more than {memory} GiB of memory": "所需内存超过 {memory} GiB",
    "crashed the decoder ({reason})": "解码器因它崩溃（{reason}）",
    "unexpected {kind}: {text}": "意外错误 {kind}：{text}",
    "the worker processes cannot start": "工作进程无法启动",
    'a script that analyses needs the guard: if __name__ == "__main__":': (
        '做分析的脚本需要这样保护：if __name__ == "__main__":'
    ),
    # warnings
    "1 packet": "1 个数据包",
    "{n} packets": "{n} 个数据包",
    "{packets} near {time} s could not be decoded": "{time} 秒附近有 {packets}无法解码",
    "parts with another sample rate or number of channels were left out": ("采样率或声道数不同的部分已略去"),
    "samples that are not numbers were replaced by silence": "无效的采样值已替换为静音",
    "damaged: {reason}": "有损坏：{reason}",
    "{time} s of its sound are lost or damaged": "有 {time} 秒的声音缺失或损坏",
    "is cut off after {time} s: its end is missing": "在 {time} 秒处被截断，结尾缺失",
    "has a damaged end: how much is lost cannot be told": "结尾已损坏，无法得知缺失了多少",
    "claims {claimed} s, holds {there} s": "自称 {claimed} 秒，实际只有 {there} 秒",
    "is shorter than what {sets} would hear; the rest counts as nothing": (
        "比 {sets} 所需的时长短，不足的部分按空白处理"
    ),
    "{lost} of {n} segments could not be decoded": "{n} 段中有 {lost} 段无法解码",
    "the excerpt for {name} could not be decoded and counts as silence": (
        "用于 {name} 的片段无法解码，按静音处理"
    ),
    # where sound is written
    "has no extension that can be written": "这种扩展名的文件无法写出",
    "use {names}": "请使用 {names}",
}
