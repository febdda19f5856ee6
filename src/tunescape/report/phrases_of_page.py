"""What the page says, and its summary, chart and portraits."""

__all__ = ["PHRASES_OF_PAGE"]

PHRASES_OF_PAGE: dict[str, tuple[str, str]] = {
    # the page
    "default_title": ("What this music sounds like", "这批音乐听起来怎么样"),
    "default_chart_title": ("What is hot, and how it sounds", "热门音乐，听起来是什么样"),
    "subtitle": ("{tracks} · {hours} of music · {date}", "{tracks} · 总时长 {hours} · {date}"),
    "contents": ("Contents", "目录"),
    "made_with": (
        "Made with tunescape {version} from the sound alone: no metadata, no listening history.",
        "由 tunescape {version} 生成，只依据声音本身：不用元数据，不用收听记录。",
    ),
    "skip": ("Skip to the report", "跳到正文"),
    # names of sections
    "summary": ("At a glance", "概览"),
    "chart": ("The chart", "榜单"),
    "list": ("The tracks", "曲目"),
    "hot": ("What makes it hot", "热门曲目有何不同"),
    "different": ("What sets it apart", "有何不同"),
    "map": ("The map", "声音地图"),
    "clusters": ("Clusters", "聚类"),
    "distributions": ("Distributions", "分布"),
    "tracks": ("Up close", "细看几首"),
    "method": ("How to read this", "怎样读这份报告"),
    # counts and values
    "n_tracks_1": ("1 track", "1 首"),
    "n_tracks": ("{n} tracks", "{n} 首"),
    "hours_h": ("{h} h {min} min", "{h} 小时 {min} 分"),
    "hours_min": ("{min} min", "{min} 分钟"),
    "hours_s": ("{s} s", "{s} 秒"),
    "date": ("{day} {month} {year}", "{year} 年 {month_number} 月 {day} 日"),
    "sentence_gap": (" ", ""),
    "quoted": ("“{name}”", "“{name}”"),
    "joined_last": (" and ", "、"),
    "joined": (", ", "、"),
    "n_of": ("{name} ({n})", "{name}（{n}）"),
    "major": ("major", "大调"),
    "minor": ("minor", "小调"),
    "key": ("{tonic} {mode}", "{tonic} {mode}"),
    # tiles
    "tile_tracks": ("tracks", "首曲目"),
    "tile_charted": ("of them on the chart", "首在榜单上"),
    "tile_tempo": ("tempo, median", "速度中位数"),
    "tile_loudness": ("loudness, median", "响度中位数"),
    "tile_length": ("length, median", "时长中位数"),
    "tile_clusters": ("clusters", "个聚类"),
    # summary
    "sum_chart": (
        "This is the chart “{chart}” of {date}: {tracks}, most used first.",
        "这是 {date}的榜单“{chart}”，共 {tracks}，按使用人数排列。",
    ),
    "sum_chart_undated": (
        "This is the chart “{chart}”: {tracks}, most used first.",
        "这是榜单“{chart}”，共 {tracks}，按使用人数排列。",
    ),
    "sum_chart_of_hand": (
        "{tracks} here are on a chart.",
        "其中 {tracks}在榜单上。",
    ),
    "sum_charts_mixed": (
        "The places come from several charts, fetched from {first} to {last}: of each track its newest.",
        "名次来自多份榜单（{first} 至 {last} 获取），每首取最新一份。",
    ),
    "sum_beside": (
        "Beside it the library holds {tracks} that are on no chart.",
        "曲库中另有 {tracks}不在榜单上。",
    ),
    "sum_no_chart": (
        "No chart is joined to these tracks, so they are listed by title.",
        "这些曲目没有榜单信息，因此按标题列出。",
    ),
    "sum_selection": (
        "Only tracks with {where} are looked at: {n} of {total}.",
        "只看满足 {where} 的曲目：{total} 首中的 {n} 首。",
    ),
    "sum_tempo": (
        "Half of the tracks are between {low} and {high} BPM; the median is {median}.",
        "一半曲目的速度在 {low} 到 {high} BPM 之间，中位数为 {median}。",
    ),
    "sum_tempo_one": ("Its tempo is {median} BPM.", "速度为 {median} BPM。"),
    "sum_loudness": (
        "Their loudness is {median} LUFS in the median; half are between {low} and {high}.",
        "响度中位数为 {median} LUFS，一半在 {low} 到 {high} 之间。",
    ),
    "sum_loudness_one": ("Its loudness is {median} LUFS.", "响度为 {median} LUFS。"),
    "sum_tags": ("Most of all they sound like {tags}.", "最常听到的是：{tags}。"),
    "sum_tags_one": ("It sounds like {tags}.", "听起来像：{tags}。"),
    "sum_clusters": (
        "By sound they fall into {k} clusters; the largest are {names}.",
        "按声音可分为 {k} 类，最大的是 {names}。",
    ),
    "sum_one_cluster": (
        "By sound they form no clusters: the differences are gradual.",
        "按声音看不出明显的聚类：差别是渐变的。",
    ),
    "sum_failures": (
        "{n} of the library's files could not be analysed, and are not in here: `tunescape failures` "
        "lists them.",
        "曲库中有 {n} 个文件无法分析，未计入本报告：见 `tunescape failures`。",
    ),
    # the chart
    "no_chart": (
        "There is no chart: fetch one with `tunescape chart fetch`, get its audio with `tunescape chart "
        "download`, and analyze that folder again.",
        "没有榜单：用 `tunescape chart fetch` 获取榜单，用 `tunescape chart download` 下载音频，"
        "再对该文件夹运行 "
        "`tunescape analyze`。",
    ),
    "chart_none_here": (
        "Of the tracks with {where} none is on a chart.",
        "满足 {where} 的曲目都不在榜单上。",
    ),
    "chart_caption": (
        "{tracks}, by rank. A dash: not known.",
        "共 {tracks}，按名次排列。短横表示未知。",
    ),
    "list_caption": ("{tracks}, by title. A dash: not known.", "共 {tracks}，按标题排列。短横表示未知。"),
    "table_cut": (
        "The table shows the first {shown} of {total}; `tunescape list --json` has all.",
        "表中只列出 {total} 首中的前 {shown} 首；全部见 `tunescape list --json`。",
    ),
    "printed_cut": (
        "On paper: the first {shown} of {total}.",
        "打印版只含 {total} 首中的前 {shown} 首。",
    ),
    "how_to_sort": (
        "Choose a column's title to sort by it; once more turns the order round.",
        "点击列标题即可排序，再点一次反向。",
    ),
    "search": ("Search the table", "在表中查找"),
    "found": ("{n} of {total} rows", "{total} 行中的 {n} 行"),
    "col_rank": ("#", "名次"),
    "col_title": ("Title", "标题"),
    "col_artist": ("Artist", "艺人"),
    "col_users": ("Users", "使用人数"),
    "col_gained": ("Gained", "新增人数"),
    "col_length": ("Length", "时长"),
    "col_tempo": ("BPM", "BPM"),
    "col_key": ("Key", "调"),
    "col_loudness": ("LUFS", "LUFS"),
    "col_genre": ("Genre", "流派"),
    "col_tags": ("Sounds like", "听起来像"),
    "col_cluster": ("Cluster", "聚类"),
    # tracks
    "tracks_top": ("The top of the chart.", "榜单前列。"),
    "tracks_typical": ("Typical tracks of the largest clusters.", "最大几类的代表曲目。"),
    "tracks_first": ("The first by title.", "按标题排列的前几首。"),
    "tracks_chosen": ("As chosen.", "按指定选取。"),
    "audio_beside": ("Listen to {name}", "试听：{name}"),
    "audio_elsewhere": (
        "No player: the audio does not lie beside this report. Write the report into the folder of the "
        "music, "
        "or one above it, and it has one.",
        "没有播放器：音频不在报告旁边。把报告写到音乐所在文件夹（或其上级文件夹）即可试听。",
    ),
    "audio_gone": (
        "The audio did not load: it is not where it was when this report was made.",
        "音频无法加载：它已不在生成报告时的位置。",
    ),
    "file_gone": ("No pictures: the file is gone.", "没有图：文件已不在。"),
    "file_unreadable": ("No pictures: {reason}.", "没有图：{reason}。"),
    "picture_cut": ("Drawn: the first {length}.", "只画出前 {length}。"),
    "view_waveform": ("Waveform", "波形"),
    "view_mel": ("Mel spectrogram", "梅尔频谱图"),
    "view_self-similarity": ("Self-similarity", "自相似矩阵"),
    "view_chroma": ("Chroma", "色度图"),
    "caption_waveform": ("How loud, moment by moment.", "每一刻有多响。"),
    "caption_mel": (
        "Which pitches sound when: bass at the bottom, treble at the top; bright is loud.",
        "何时响起哪些音高：下方低音，上方高音，越亮越响。",
    ),
    "caption_chroma": ("Which of the twelve notes sound.", "十二个音级中哪些在响。"),
    "caption_self-similarity": (
        "Bright stripes off the diagonal are parts that come again.",
        "对角线外的亮条纹是重复出现的段落。",
    ),
    "fact_rank": ("rank {rank}", "第 {rank} 名"),
    "fact_users": ("{n} users", "{n} 人使用"),
    "fact_gained": ("{n} gained", "新增 {n}"),
    "fact_bpm": ("{n} BPM", "{n} BPM"),
    "fact_lufs": ("{n} LUFS", "{n} LUFS"),
    # what the modebar of a plot says
    "bar_zoom": ("Zoom", "缩放"),
    "bar_pan": ("Pan", "平移"),
    "bar_in": ("Zoom in", "放大"),
    "bar_out": ("Zoom out", "缩小"),
    "bar_reset": ("Reset axes", "重置"),
    "bar_png": ("Download plot as a PNG", "下载 PNG 图片"),
}
"""By name: in English, in Chinese; with places for what is filled in."""
