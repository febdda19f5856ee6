"""What the sections with findings say: what is hot, the map, clusters, distributions."""

__all__ = ["PHRASES_OF_FINDINGS"]

PHRASES_OF_FINDINGS: dict[str, tuple[str, str]] = {
    # hot
    "group_chart": ("the chart", "榜单"),
    "group_off_chart": ("the other tracks", "榜外曲目"),
    "group_top": ("the top {n}", "前 {n} 名"),
    "group_lower": ("the lower places", "其余名次"),
    "group_selection": ("the selection", "所选曲目"),
    "hot_vs_rest": ("The chart beside the other tracks", "榜单与其他曲目相比"),
    "hot_top": ("The top of the chart beside its lower places", "榜单前列与其余名次相比"),
    "hot_against": ("{a} beside {b}", "{a} 与 {b} 相比"),
    "hot_correlation": ("What goes with {column}", "与{column}相关的声音特征"),
    "hot_nothing_to_compare": (
        "There is nothing to compare with: name other music with --against (a folder, a playlist or a "
        "condition), part of it with --where, or join a chart.",
        "没有可供比较的对象：用 --against 指定另一批音乐（文件夹、播放列表或条件），"
        "用 --where 选出一部分，或接入榜单。",
    ),
    "hot_too_few": (
        "{a} and {b}: {n_a} against {n_b} are too few to compare; at least two tracks a side are needed, "
        "better ten.",
        "{a}与{b}：{n_a} 对 {n_b}，太少，无法比较；每边至少要两首，最好十首以上。",
    ),
    "hot_chart_too_small": (
        "{tracks} on the chart are too few to hold its top against the rest of it: at least 8 are needed.",
        "榜单上只有 {tracks}，太少，无法把前列与其余名次相比：至少需要 8 首。",
    ),
    "hot_correlation_few": (
        "{column} is known of {n} tracks: too few to say what goes with it; at least 5 are needed.",
        "只有 {n} 首已知{column}：太少，说不出哪些声音特征与之相关；至少需要 5 首。",
    ),
    "hot_same_value": (
        "{column} is the same for all {n} tracks: nothing can go with it.",
        "全部 {n} 首的{column}都相同：无从谈相关。",
    ),
    "hot_not_possible": ("This could not be compared: {reason}.", "无法比较：{reason}。"),
    "hot_figure": ("Differences that are more than chance gives", "超出偶然的差异"),
    "hot_figure_caption": (
        "Each dot is an effect size (Cliff's delta) with its 95 % interval, p corrected for all {n} "
        "measures: "
        "+1 if every track of {a} has more of it than every one of {b}, 0 if there is no difference.",
        "圆点为效应量（Cliff's delta）及其 95% 区间，p 值已按全部 {n} 项指标校正："
        "+1 表示{a}的每一首都高于{b}的每一首，"
        "0 表示没有差别。",
    ),
    "hot_cut": ("The strongest {shown} of {total} are drawn.", "图中为 {total} 项中最强的 {shown} 项。"),
    "effect_size": ("effect size", "效应量"),
    "more_in": ("more in {name}", "{name}更高"),
    "less_in": ("less in {name}", "{name}更低"),
    "numbers": ("The numbers behind it", "背后的数字"),
    "col_measure": ("Measure", "指标"),
    "col_mean": ("Mean, {name}", "均值，{name}"),
    "col_effect": ("Effect size", "效应量"),
    "col_interval": ("95 %", "95% 区间"),
    "col_p": ("p, corrected", "校正 p"),
    "first_15": ("{name}, first 15 s", "{name}（前 15 秒）"),
    "correlation_figure": ("Correlations that are more than chance gives", "超出偶然的相关"),
    "correlation_caption": (
        "Spearman's rank correlation with its 95 % interval, p corrected for all {n} measures.",
        "Spearman 秩相关及其 95% 区间，p 值已按全部 {n} 项指标校正。",
    ),
    "rank_correlation": ("rank correlation", "秩相关"),
    "goes_up": ("rises with it", "同升"),
    "goes_down": ("falls with it", "反向"),
    "cause": (
        "What goes together need not cause each other: a chart also reflects who posts, and when.",
        "相关不等于因果：榜单还取决于谁在什么时候发布。",
    ),
    # map
    "map_title": ("Tracks that sound alike lie close together", "听起来相似的曲目彼此靠近"),
    "map_caption": (
        "Each point is a track. The plane holds the two main directions in which the tracks differ in the "
        "space “{space}” (principal components); the axes have no unit.",
        "每个点是一首曲目。平面取自空间“{space}”中差异最大的两个方向（主成分），坐标轴没有单位。",
    ),
    "map_choose": ("Colour by", "着色"),
    "map_few": ("A map needs at least 3 tracks.", "至少 3 首曲目才能画出地图。"),
    "map_left_out": (
        "{tracks} lack the features the map is drawn from: `tunescape analyze FOLDER` computes them.",
        "{tracks}缺少绘制地图所需的特征：请运行 `tunescape analyze FOLDER`。",
    ),
    "map_sample": (
        "{shown} of {total} tracks are drawn, taken at random.",
        "从 {total} 首中随机取 {shown} 首绘制。",
    ),
    "by_cluster": ("cluster", "聚类"),
    "by_genre": ("genre", "流派"),
    "by_tempo": ("tempo (BPM)", "速度（BPM）"),
    "by_users": ("users", "使用人数"),
    "by_loudness": ("loudness (LUFS)", "响度（LUFS）"),
    "by_chart": ("chart", "榜单"),
    "on_chart": ("on the chart", "在榜"),
    "off_chart": ("not on it", "不在榜"),
    # clusters
    "clusters_of_now": (
        "The library holds no clusters yet; these were made for this report and are not stored. "
        "`tunescape cluster` stores them.",
        "曲库中还没有聚类；以下是为本报告临时计算的，未存储。`tunescape cluster` 会存储。",
    ),
    "clusters_new": (
        "{tracks} came after the clusters were made: `tunescape cluster` again takes them in.",
        "{tracks}在聚类之后加入：再次运行 `tunescape cluster` 即可纳入。",
    ),
    "clusters_whole": (
        "Clusters are of the whole library; sizes count the tracks of this report.",
        "聚类基于整个曲库；数量只统计本报告中的曲目。",
    ),
    "clusters_one_track": (
        "One track alone makes no clusters: `tunescape analyze FOLDER` adds more.",
        "只有一首曲目，无从聚类：用 `tunescape analyze FOLDER` 添加更多音乐。",
    ),
    "clusters_not_heard": (
        "No clusters: the features they are made of have not been computed; `tunescape analyze FOLDER` does.",
        "无法聚类：所需特征尚未计算；请运行 `tunescape analyze FOLDER`。",
    ),
    "verdict_found": (
        "{k} clusters: a silhouette of {silhouette}, {excess} above that of evenly scattered points.",
        "{k} 类：轮廓系数 {silhouette}，比均匀散布的点高 {excess}。",
    ),
    "verdict_stable": (
        "Repeated on subsamples, the cut agrees with itself by an adjusted Rand index of {ari} (1 is "
        "perfect).",
        "对子样本重复聚类，结果的调整兰德指数为 {ari}（1 为完全一致）。",
    ),
    "verdict_none": (
        "The data show no clusters: no cut stands out from what evenly scattered points would give.",
        "数据中没有明显的聚类：任何划分都不比均匀散布的点更突出。",
    ),
    "verdict_asked": (
        "The tracks were cut into {k} as asked; of themselves the data show no clusters.",
        "按要求分为 {k} 类；数据本身并没有明显的聚类。",
    ),
    "verdict_few": (
        "Too few tracks that sound different to tell whether there are clusters; at least {n} are needed.",
        "听起来不同的曲目太少，看不出有没有聚类；至少需要 {n} 首。",
    ),
    "curves_title": ("How many clusters?", "分几类合适？"),
    "curves_caption": (
        "Five scores for every number of clusters; orange is the number that was chosen.",
        "每个聚类数的五种评分；橙色为选定的数目。",
    ),
    "curve_silhouette": (
        "silhouette: larger is better; grey: evenly scattered points",
        "轮廓系数：越大越好；灰色为均匀散布的点",
    ),
    "curve_gap": ("gap statistic: larger is better", "gap 统计量：越大越好"),
    "curve_calinski_harabasz": ("Calinski–Harabasz: larger is better", "Calinski–Harabasz：越大越好"),
    "curve_davies_bouldin": ("Davies–Bouldin: smaller is better", "Davies–Bouldin：越小越好"),
    "curve_inertia": ("inertia: look for a bend", "簇内平方和：看拐点"),
    "k_title": ("number of clusters", "聚类数"),
    "card_size": ("{tracks} · {share} %", "{tracks} · {share}%"),
    "card_typical": ("Typical", "代表曲目"),
    "card_extremes": ("Least typical", "边缘曲目"),
    "card_charted": ("{tracks} on the chart, the best at {rank}.", "{tracks}在榜，最高第 {rank} 名。"),
    "card_nothing": ("Nothing people have a word for sets it apart.", "没有能用语言描述的显著差别。"),
    "card_traits": ("Beside the others: {traits}.", "与其他类相比：{traits}。"),
    # distributions
    "dist_tempo": ("Tempo", "速度"),
    "dist_loudness": ("Loudness", "响度"),
    "dist_key": ("Key", "调"),
    "dist_tags": ("What it sounds like", "听起来像什么"),
    "dist_genre": ("Genre", "流派"),
    "bpm": ("tempo from … (BPM), in steps of {width}", "速度下限（BPM），每档 {width}"),
    "lufs": ("loudness from … (LUFS), in steps of {width}", "响度下限（LUFS），每档 {width}"),
    "tonic": ("tonic", "主音"),
    "key_title": ("key", "调"),
    "tag": ("tag", "标签"),
    "genre": ("genre", "流派"),
    "axis_tracks": ("tracks", "曲目数"),
    "axis_share": ("% of the tracks", "占曲目的 %"),
    "dist_most": ("The {shown} most frequent of {total}.", "{total} 项中最常见的 {shown} 项。"),
    "known_of": ("Known of {n} of {total}.", "{total} 首中已知 {n} 首。"),
    "known_of_each": (
        "Known of {n} of {total}: {each}; shares are of those.",
        "{total} 首中已知 {n} 首：{each}；占比以已知的为准。",
    ),
    "known_in_group": ("{n} of {total} {name}", "{name} {total} 首中的 {n} 首"),
    "tags_caption": (
        "Tags that the network hears; a track has several.",
        "由神经网络听出的标签，一首曲目可有多个。",
    ),
    "dist_few": (
        "{n} tracks at least make a distribution; the numbers of each are in the table.",
        "至少 {n} 首才谈得上分布；各曲目的数值见上表。",
    ),
    "dist_unknown": ("{name}: not known of any track.", "{name}：所有曲目都未知。"),
    "genre_unknown": (
        "Genre: none of the files names one. `tunescape classify` hears genres, `tunescape label` sets them.",
        "流派：没有文件标明流派。`tunescape classify` 可以听出流派，`tunescape label` 可以标注。",
    ),
    "dist_of_shares": (
        "Bars are shares within each group, so that groups of different size can be compared.",
        "条形为组内占比，便于比较大小不同的组。",
    ),
    # how to read
    "term_tempo": ("Tempo, BPM", "速度，BPM"),
    "mean_tempo": (
        "Beats a minute, as one would tap. Music without a pulse has none.",
        "每分钟拍数，即跟着打拍子的快慢。没有节拍的音乐没有速度。",
    ),
    "term_loudness": ("Loudness, LUFS", "响度，LUFS"),
    "mean_loudness": (
        "Perceived loudness of the whole track (ITU-R BS.1770). −14 is louder than −20; 0 would be the "
        "limit.",
        "整首曲目的感知响度（ITU-R BS.1770）。−14 比 −20 响，0 是上限。",
    ),
    "term_tags": ("Tags", "标签"),
    "mean_tags": (
        "What a neural network (musicnn, trained on the Million Song Dataset) hears; 0.1 is already a clear "
        "statement.",
        "由神经网络（musicnn，以 Million Song Dataset 训练）听出；0.1 已是明确的判断。",
    ),
    "term_space": ("Space", "空间"),
    "mean_space": (
        "What counts as alike. Here: {space}, {description}.",
        "“相似”的标准。此处为 {space}：{description}。",
    ),
    "mean_space_plain": ("What counts as alike. Here: {space}.", "“相似”的标准。此处为 {space}。"),
    "term_effect": ("Effect size", "效应量"),
    "mean_effect": (
        "Cliff's delta: how much more often a track of one group has more of something than one of the "
        "other, "
        "than less. From −1 to +1; from 0.33 it is of medium size, from 0.47 large.",
        "Cliff's delta：随机各取一首时，一组高于另一组的概率减去低于的概率。从 −1 到 +1；"
        "0.33 以上为中等，0.47 以上为大。",
    ),
    "term_transparency": ("Transparency", "通透度"),
    "mean_transparency": (
        "The spectral contrast: how far tones rise over what lies between them, in dB. A piano alone is "
        "transparent, a distorted guitar dense.",
        "即谱对比度：乐音比其间的成分高出多少（dB）。独奏钢琴通透，失真吉他浓密。",
    ),
    "term_chance": ("More than chance", "超出偶然"),
    "mean_chance": (
        "Permutation tests, corrected for all measures: if two groups did not differ at all, a "
        "comparison would "
        "claim a difference in 5 of 100 cases.",
        "置换检验，并按全部指标校正：若两组毫无差别，一次比较误报差异的概率为 5%。",
    ),
    "term_silhouette": ("Silhouette", "轮廓系数"),
    "mean_silhouette": (
        "How much closer tracks are to their own cluster than to the next: 1 is perfect, 0 means on the "
        "border.",
        "曲目离本类比离邻类近多少：1 为理想，0 表示处于边界。",
    ),
    "term_made": ("Made by", "生成方式"),
    "mean_made": (
        "tunescape {version}, seed {seed}: the same library gives the same numbers.",
        "tunescape {version}，种子 {seed}：同一曲库得到同样的数字。",
    ),
}
"""By name: in English, in Chinese; with places for what is filled in."""
