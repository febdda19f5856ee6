"""What cannot be learnt or measured: labelled music, genre models, evaluation, selection, networks."""

SENTENCES: dict[str, str] = {
    # labelled music
    "holds no labelled music{what}": "其中没有带标注的音乐{what}",
    " (the first of {n}: {path} {reason})": "（共 {n} 个问题，第一个：{path} {reason}）",
    "is listed with more than one label": "列出了不止一个标签",
    "is not a file": "不是文件",
    "has no {column} in row {n}": "第 {n} 行缺少{column}",
    "is known to hold no audio": "已知没有音频",
    "is known to be broken in the copies of GTZAN that went around as wav": (
        "已知在以 wav 流传的 GTZAN 中是坏的"
    ),
    "lies in no folder of a label": "不在任何标签的文件夹中",
    "is not named as a clip of GTZAN": "不是 GTZAN 片段的文件名",
    "is in none of the lists of the split": "不在划分清单中",
    "is one recording with several labels ({labels})": "同一录音有多个标签（{labels}）",
    "is a copy of {path} and counts once": "与 {path} 相同，只计一次",
    "lacks {name}, what the network hears": "缺少网络所需的 {name}",
    "lacks feature sets of the space {name}": "缺少特征空间 {name} 所需的特征集",
    "name a folder with a folder per label, or a CSV with the columns path and label": (
        "请指定每个标签一个子文件夹的文件夹，或含 path 和 label 两列的 CSV"
    ),
    "name a folder with a folder per label, or a CSV": "请指定每个标签一个子文件夹的文件夹，或 CSV",
    "cannot be read ({reason})": "无法读取（{reason}）",
    "has no column {name}": "缺少列 {name}",
    "has a header, but no rows": "只有表头，没有内容",
    "its first row names the columns: path,label[,artist]": "第一行应为列名：path,label[,artist]",
    "is not laid out as FMA is": "不是 FMA 的目录结构",
    "put tracks.csv beside the folder fma_small": "请把 tracks.csv 放在文件夹 fma_small 旁边",
    "is not laid out as GTZAN is": "不是 GTZAN 的目录结构",
    "it has a folder per genre": "其中每个流派应有一个文件夹",
    "is no list of clips": "不是片段清单",
    # genre models
    "nothing is labelled": "还没有任何标注",
    "name a folder per genre, or use `tunescape label`": (
        "请指定每个流派一个子文件夹的文件夹，或先在曲目页标注流派"
    ),
    "weights missing: no genre network, neither {own} nor {shipped}": (
        "缺少权重文件：没有流派网络，{own} 和 {shipped} 都不在"
    ),
    "`tunescape train genre LABELLED --model cnn -o {path}` makes one": (
        "`tunescape train genre 文件夹 --model cnn -o {path}` 会训练一个"
    ),
    "is no genre network": "不是流派网络",
    "--model cnn makes one": "--model cnn 会训练一个",
    "the model was trained on another version of the space {name}": (
        "模型是用特征空间 {name} 的另一版本训练的"
    ),
    "no track has the feature sets {names} in their current versions": (
        "没有曲目具备当前版本的特征集 {names}"
    ),
    "the model was trained on pictures of another kind": "模型是用另一种图像训练的",
    "the model was trained on frames of another kind": "模型是用另一种音频帧训练的",
    "is no genre model, or a damaged one": "不是流派模型，或者已损坏",
    "all tracks have one genre, {name}": "所有曲目都属于同一流派 {name}",
    "there are no labelled tracks": "没有带标注的曲目",
    "a model needs tracks of two genres at least": "模型至少需要两种流派的曲目",
    "every genre has one track only": "每种流派都只有一首曲目",
    "two tracks of one genre at least are needed": "至少要有一种流派有两首曲目",
    "{names} means nothing to a {kind}": "{names} 对 {kind} 没有意义",
    "leave it out": "请去掉它",
    # evaluation
    "none of its files could be analysed{what}": "其中没有一个文件能够分析{what}",
    " (the first: {path}: {reason})": "（第一个：{path}：{reason}）",
    "there is no file to time": "没有可计时的文件",
    "an interval needs at least two values, all of them numbers": "区间至少需要两个数值",
    "there must be two excerpts of each track": "每首曲目必须有两个片段",
    "the space holds values that are not numbers": "特征空间中含有无效数值",
    "the pair task needs at least two tracks": "配对任务至少需要两首曲目",
    "there must be one vector, one label and one artist per track": ("每首曲目必须各有一个向量、标签和艺人"),
    "fewer than two labels have {n} {whom}": "拥有 {n} 个{whom}的标签不足两种",
    "tracks": "曲目",
    "artists": "艺人",
    "give more per label": "请为每个标签提供更多曲目",
    "no space can be measured: {reason}": "没有可评测的特征空间：{reason}",
    "the artist filter needs artists, and none is known": "按艺人过滤需要艺人信息，而一个也不知道",
    "a CSV with the columns path,label,artist names them": "含 path,label,artist 三列的 CSV 可以提供",
    "holds too few tracks to measure anything": "其中的曲目太少，无法评测",
    "give several tracks of each of several labels": "请提供多种标签，每种多首曲目",
    "what files say is the same of both excerpts (in {name})": "文件信息在两个片段中相同（{name}）",
    "all tracks have the same label": "所有曲目的标签相同",
    "give music of at least two": "请提供至少两种标签的音乐",
    "no track has {what} of its label to find": "没有曲目能找到{what}与自己标签相同",
    "another artist's track": "其他艺人的曲目",
    "another track": "另一首曲目",
    "give several per label": "请为每个标签提供多首曲目",
    "no space is named": "没有指定特征空间",
    "name some, or all": "请选择一些，或 all",
    # selection of features
    "there is no feature set {name} to select from": "没有可供选择的特征集 {name}",
    "no track has two segments of {name}": "没有曲目具备 {name} 的两个片段",
    "selection needs {n} tracks with two segments, and there are {there}": (
        "选择特征需要 {n} 首有两个片段的曲目，现有 {there} 首"
    ),
    "a seed must be between 0 and {most}: {n}": "随机种子应在 0 到 {most} 之间：{n}",
    # networks
    "the auto-encoder is of another make": "自编码器的结构不同",
    "does not hear {name}": "不是以 {name} 为输入",
    "is no auto-encoder, or a damaged one": "不是自编码器，或者已损坏",
    "{n} tracks are too few to train on": "{n} 首曲目太少，无法训练",
    "give {n} or more": "请提供 {n} 首以上",
    "there is nothing to train on": "没有可供训练的内容",
    "name a library or a folder": "请指定曲库或文件夹",
    "the genre network lacks {name}, or it has another shape": "流派网络缺少 {name}，或者形状不同",
    "lacks {name} of the genre network": "缺少流派网络的 {name}",
    "is no weight file of Keras, or a damaged one ({reason})": "不是 Keras 的权重文件，或已损坏（{reason}）",
    "is no weight file of torch, or a damaged one": "不是 torch 的权重文件，或者已损坏",
    "{name} has another shape than in VGG16": "{name} 的形状与 VGG16 中不同",
    "lacks the layer {name} of VGG16": "缺少 VGG16 的层 {name}",
}
