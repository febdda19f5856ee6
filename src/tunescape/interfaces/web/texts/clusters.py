"""Texts of the clusters."""

TEXTS: dict[str, tuple[str, str]] = {
    "clusters.title": ("Clusters", "聚类"),
    "clusters.lead": (
        "Groups of tracks that sound alike, found by ear alone: no tags, no names.",
        "仅凭声音把相似的曲目归为一类，不看标签，也不看名称。",
    ),
    "clusters.find": ("Find clusters", "开始聚类"),
    "clusters.find_again": ("Find them anew", "重新聚类"),
    "clusters.options": ("How to look for them", "聚类方式"),
    "clusters.preset": ("Preset", "预设"),
    "clusters.preset.none": ("None", "无"),
    "clusters.preset.douyin": ("The Douyin study", "抖音热门音乐研究"),
    "clusters.preset_says.none": ("As the fields say", "按下列各项"),
    "clusters.preset_says.douyin": (
        "18 features, 2 principal components, 5 to 13 clusters",
        "18 项特征，2 个主成分，5–13 类",
    ),
    "clusters.k": ("Number of clusters", "聚类数"),
    "clusters.k_hint": (
        "auto, a number such as 6, or a range such as 5-13",
        "auto、一个数（如 6）或范围（如 5-13）",
    ),
    "clusters.space": ("What counts as alike", "相似的标准"),
    "clusters.algorithm": ("Algorithm", "算法"),
    "clusters.algorithm.kmeans": ("k-means", "k-means"),
    "clusters.algorithm.minibatch": (
        "k-means by mini-batches (very large libraries)",
        "小批量 k-means（超大曲库）",
    ),
    "clusters.algorithm.bisecting": ("Bisecting k-means", "二分 k-means"),
    "clusters.none": ("No clusters have been looked for yet", "还没有聚类"),
    "clusters.none_hint": (
        "tunescape tries several numbers of clusters, says which fits the music best, and names each group "
        "by what it sounds like.",
        "tunescape 会尝试不同的聚类数，指出哪一种最合适，并按声音为每一类命名。",
    ),
    "clusters.made": (
        "Made {date} from {tracks}, in the space “{space}”.",
        "{date} 由 {tracks}生成，空间“{space}”。",
    ),
    "clusters.new.one": (
        "{n} track has come since and is in none of them.",
        "此后又有 {n} 首曲目加入，尚未归类。",
    ),
    "clusters.new.many": (
        "{n} tracks have come since and are in none of them.",
        "此后又有 {n} 首曲目加入，尚未归类。",
    ),
    "clusters.curves": ("How many clusters?", "分几类合适？"),
    "clusters.curves_lead": (
        "Five scores for every number of clusters that was tried; orange is the number that was chosen.",
        "每个聚类数的五种评分；橙色为选定的数目。",
    ),
    "clusters.groups": ("The clusters", "各个聚类"),
    "clusters.rename": ("Rename {name}", "重命名 {name}"),
    "clusters.new_name": ("New name", "新名称"),
    "clusters.size": ("{tracks} · {share}%", "{tracks} · {share}%"),
    "clusters.genres_known": (
        "{genres} of all {size}; a genre is known of {n}",
        "{genres}（占全部 {size} 首；已知流派的有 {n} 首）",
    ),
    "clusters.genres_label": ("Genres: {genres}", "流派：{genres}"),
    "clusters.typical": ("Typical", "代表曲目"),
    "clusters.play": ("Play", "播放"),
    "clusters.play_named": ("Play {name}", "播放 {name}"),
    "clusters.playlist": ("Playlist", "播放列表"),
    "clusters.playlist_named": ("Make a playlist of {name}", "把 {name} 存为播放列表"),
    "clusters.in_library": ("In the library", "在曲库中查看"),
    "clusters.in_library_named": ("Show {name} in the library", "在曲库中查看 {name}"),
    "clusters.compare": ("Compare two groups", "比较两组"),
    "clusters.compare_lead": (
        "What sets one group apart from another, in loudness, tempo, timbre, key and tags; only what is more "
        "than chance is said.",
        "从响度、速度、音色、调性和标签看两组有何不同；只报告超出偶然的差异。",
    ),
    "clusters.group_a": ("One group", "一组"),
    "clusters.group_b": ("The other", "另一组"),
    "clusters.rest": ("All other tracks", "其余全部曲目"),
    "clusters.of.cluster": ("Cluster {name}", "聚类 {name}"),
    "clusters.of.genre": ("Genre: {name}", "流派：{name}"),
    "clusters.of.playlist": ("Playlist: {name}", "播放列表：{name}"),
    "clusters.of.chart": ("On a chart", "在榜曲目"),
    "clusters.of.own": ("A condition of your own …", "自定义条件…"),
    "clusters.condition": ("Condition", "条件"),
    "clusters.condition_hint": (
        'such as: tempo_bpm > 120 and genre = "jazz"',
        '例如：tempo_bpm > 120 and genre = "jazz"',
    ),
    "clusters.do_compare": ("Compare", "比较"),
    "clusters.comparing": ("Comparing, measure by measure …", "正在逐项比较…"),
}
