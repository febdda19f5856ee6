"""What cannot be found, compared or grouped by sound: spaces, playlists, maps, clusters, groups."""

__all__ = ["SENTENCES"]

SENTENCES: dict[str, str] = {
    "`tunescape analyze FOLDER` adds more": "`tunescape analyze 文件夹` 可以添加更多曲目",
    "`tunescape analyze FOLDER` fills it": "`tunescape analyze 文件夹` 可以添加曲目",
    "`tunescape analyze FOLDER` hears them": "`tunescape analyze 文件夹` 会聆听它们",
    "`tunescape analyze FOLDER` hears more": "`tunescape analyze 文件夹` 可以聆听更多曲目",
    "`tunescape analyze FOLDER --features {names}` hears them": (
        "`tunescape analyze 文件夹 --features {names}` 会聆听它们"
    ),
    "`tunescape analyze FOLDER --features {names}` computes it": (
        "`tunescape analyze 文件夹 --features {names}` 会计算它"
    ),
    "`tunescape analyze FOLDER --features {names}` computes them": (
        "`tunescape analyze 文件夹 --features {names}` 会计算它们"
    ),
    "`tunescape analyze FOLDER --segments 4 --features {names}` hears them": (
        "`tunescape analyze 文件夹 --segments 4 --features {names}` 会聆听它们"
    ),
    "`tunescape analyze {path}` hears it": "`tunescape analyze {path}` 会聆听它",
    "`tunescape list` shows what there is": "`tunescape list` 会列出现有曲目",
    "analyze more music": "请分析更多音乐",
    "give more music": "请提供更多音乐",
    # spaces
    "there is no space {name}": "没有特征空间 {name}",
    "`tunescape spaces` lists them": "`tunescape spaces` 会列出所有特征空间",
    "a weight must be from {least} to {most}: {term}": "权重必须在 {least} 到 {most} 之间：{term}",
    "weights count in proportion: a*2+b is a+b*0.5": "权重只看比例：a*2+b 就是 a+b*0.5",
    "no track has a place in the space {name}": "没有曲目在特征空间 {name} 中",
    "the library holds no tracks yet": "曲库里还没有曲目",
    "no track has what the space {name} needs ({sets})": "没有曲目具备特征空间 {name} 所需的特征（{sets}）",
    "the space {name} depends on the library: name one": "空间 {name} 取决于曲库：请指定曲库",
    "the z-scores of {name} are fitted to a library: name one": "{name} 的 z 分数要按曲库拟合：请指定曲库",
    "the space {name} needs the feature set {sets}, which was not heard yet": (
        "特征空间 {name} 需要特征集 {sets}，而它还没有计算过"
    ),
    "the space {name} {what}: there is nothing to turn up or down": "特征空间 {name} {what}：没有可调节之处",
    "is nothing but rhythm": "只含节奏",
    "has no rhythm": "不含节奏",
    "use the default space, or a sum such as timbre+rhythm*0.5": (
        "请用默认空间，或组合，如 timbre+rhythm*0.5"
    ),
    "a space cannot be named {name}": "特征空间不能叫 {name}",
    "begin with a letter; then letters, digits, - and _, at most {n} in all": (
        "以字母开头，其后可用字母、数字、- 和 _，最多 {n} 个字符"
    ),
    "the name {name} is taken": "名称 {name} 已被占用",
    "`tunescape spaces` lists those in use": "`tunescape spaces` 会列出已用的名称",
    "the recipe of the space {name} cannot be read ({reason})": "无法读取特征空间 {name} 的配方（{reason}）",
    "the recipe of the space {name} is empty": "特征空间 {name} 的配方是空的",
    "`tunescape spaces --remove {name}` forgets it": "`tunescape spaces --remove {name}` 会删除它",
    "the space {name} was made for {set}, and this tunescape {what}": (
        "特征空间 {name} 是为 {set} 生成的，而这个 tunescape {what}"
    ),
    "hears {name}": "计算的是 {name}",
    "does not know it": "没有这个特征集",
    "`tunescape spaces --remove {name}` forgets it; select-features makes a new one": (
        "`tunescape spaces --remove {name}` 会删除它；重新选择特征会生成新的"
    ),
    "no axes are shipped for these dimensions of rhythm": "没有为这些节奏维度附带的坐标轴",
    "no z-score statistics are shipped for {name}": "没有为 {name} 附带的 z 分数统计",
    "the space {name} has no dimension {number}": "特征空间 {name} 没有第 {number} 维",
    "count from 0 to {n}": "请从 0 数到 {n}",
    "no auto-encoder was trained on this library": "还没有用这个曲库训练过自编码器",
    "`tunescape train autoencoder` makes one": "`tunescape train autoencoder` 会训练一个",
    # tracks that are asked for
    "no track matches {text}": "没有符合 {text} 的曲目",
    "give a path, a track id, or part of a title or file name; `tunescape list` shows them": (
        "请给出路径、曲目编号，或标题、文件名的一部分；`tunescape list` 会列出曲目"
    ),
    "{text} matches several tracks: give the id of one\n  {listed}": (
        "{text} 符合多首曲目：请给出其中一首的编号\n  {listed}"
    ),
    # playlists and paths
    "a path needs two different tracks": "路径的两端必须是不同的曲目",
    "give another track to --to": "请换一首作为终点",
    "{n_stops} waypoints are more than the {n} tracks asked for": "途经 {n_stops} 首，多于所要的 {n} 首",
    "raise -n": "请增加曲目数",
    "a playlist needs at least one seed": "播放列表至少需要一首起始曲目",
    "{track} cannot be wanted and unwanted": "{track} 不能既要又不要",
    "take it from one of the two": "请从其中一边去掉它",
    "{n_seeds} seeds are more than the {n} tracks asked for": "起始曲目有 {n_seeds} 首，多于所要的 {n} 首",
    # maps and clusters
    "there is no map by {method}": "没有 {method} 这种地图",
    "a map needs {n} tracks, and there are {there}": "地图至少需要 {n} 首曲目，现有 {there} 首",
    "one track alone makes no clusters": "只有一首曲目，无法聚类",
    "{n} tracks with {dimensions} dimensions have no {components} principal components": (
        "{n} 首曲目、{dimensions} 维，得不出 {components} 个主成分"
    ),
    "give --components {n} or fewer": "主成分数请不要超过 {n}",
    "there is no algorithm {name}": "没有算法 {name}",
    "--components cannot be {n}": "主成分数不能是 {n}",
    "give 1 or more": "至少为 1",
    "--k cannot be {text}": "聚类数不能是 {text}",
    "give a number from 2, a range such as 5-13, or auto": "请填 2 以上的数、范围（如 5-13）或 auto",
    "{k} clusters need {n} tracks that sound different, and there are {there}": (
        "分成 {k} 类需要 {n} 首听起来不同的曲目，现有 {there} 首"
    ),
    "ask for at most {k}": "最多分成 {k} 类",
    "there are too few tracks for curves": "曲目太少，画不出曲线",
    # groups that are compared
    "nothing that could be compared is known of these tracks": "这些曲目没有可供比较的特征",
    "`tunescape analyze FOLDER` hears them; silence has nothing to compare": (
        "`tunescape analyze 文件夹` 会聆听它们；静音无可比较"
    ),
    "{name} holds {held}: one track has no spread to compare": (
        "{name}中{held}：一首曲目没有离散程度，无法比较"
    ),
    "no track": "没有曲目",
    "a single track": "只有一首曲目",
    "{held} beside the {n} that are in both groups": "除去同属两组的 {n} 首，{held}",
    "compare groups of at least two tracks, better of ten": "每组至少要两首曲目，最好十首以上",
    "too little was heard of these tracks to correlate it": "这些曲目的特征太少，无法做相关分析",
    "{column} is known of {n} of the {total} tracks of {name}": (
        "{name} 的 {total} 首曲目中，只有 {n} 首已知{column}"
    ),
    "a correlation needs at least {n}": "相关分析至少需要 {n} 首",
    "{column} is the same for all {n} tracks": "{n} 首曲目的{column}全都相同",
    "correlate with a column that varies": "请选择数值有变化的一列",
    "{column} is no number: it cannot be correlated": "{column}不是数字，无法做相关分析",
    "the numbers are {names}": "数字列有 {names}",
    "there is no column {name}": "没有列 {name}",
    "{text} is no folder, no playlist and no condition": "{text} 既不是文件夹，也不是播放列表或条件",
    'name a folder, an .m3u8 file, or a condition such as: tempo_bpm > 120 or genre = "jazz"': (
        '请给出文件夹、.m3u8 文件，或条件，如：tempo_bpm > 120 or genre = "jazz"'
    ),
    "there is no rest: {name} is the whole library": "没有其余曲目：{name} 就是整个曲库",
    "name a smaller group": "请指定小一些的一组",
    "{a} and {b} are the same tracks": "{a} 与 {b} 是同一批曲目",
    "compare a group with another, or with: rest": "请与另一组或其余曲目比较",
    "is one file, no group": "只是一个文件，不是一组",
    "name a folder, a playlist ({endings}) or a condition": "请给出文件夹、播放列表（{endings}）或条件",
    "holds no audio files": "其中没有音频文件",
    "name a folder that holds some": "请指定有音频文件的文件夹",
    "none of its tracks is in the library": "其中没有一首在曲库里",
    "the playlist cannot be read ({reason})": "无法读取播放列表（{reason}）",
    "names no file": "没有列出任何文件",
    "a playlist has the path of one file a line": "播放列表每行是一个文件的路径",
    # a report in Chinese says all of it, but for the reason
    "无法比较：{reason}。": "无法比较：{reason}。",
}
