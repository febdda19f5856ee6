"""Texts of hot music."""

TEXTS: dict[str, tuple[str, str]] = {
    "hot.title": ("Hot music", "热门音乐"),
    "hot.lead": (
        "What is on the charts, what it has in common, and how it differs from the rest of the library.",
        "榜单上有哪些曲目，它们有什么共同点，与曲库其余部分有何不同。",
    ),
    "hot.none": ("No track is on a chart yet", "还没有在榜曲目"),
    "hot.none_hint": (
        "A chart comes with its audio: on this machine's command line, fetch a chart, download what it "
        "names, and add that folder to the library. Rank and numbers of users then stand beside each track.",
        "榜单与音频一起到来：在本机命令行获取榜单、下载其中的音乐，再把该文件夹加入曲库。名次和使用量就会显示在每首曲目旁。",
    ),
    "hot.step_fetch": ("Ask a source for its chart:", "向来源获取榜单："),
    "hot.step_download": ("Download the audio it names:", "下载榜单中的音频："),
    "hot.step_add": (
        "Add the folder “hot” to the library; its chart is read along.",
        "把文件夹“hot”加入曲库，其中的榜单会一并读取。",
    ),
    "hot.own_chart": (
        "A chart of your own is a CSV with the columns music_id, title and audio_url (and users or rank, "
        "where you know them): begin with the second step.",
        "自己的榜单是一个 CSV，列为 music_id、title、audio_url（已知时再加 users 或 rank）：从第二步开始。",
    ),
    "hot.responsibility": (
        "Whether you may download and use this music is for you to find out.",
        "能否下载和使用这些音乐，请自行确认。",
    ),
    "hot.to_library": ("To the library", "前往曲库"),
    "hot.tile.tracks": ("On the chart", "在榜曲目"),
    "hot.tile.source": ("Source", "来源"),
    "hot.tile.date": ("Newest chart", "最新榜单"),
    "hot.tile.users": ("Videos in all", "总使用量"),
    "hot.chart": ("The chart", "榜单"),
    "hot.newest_only": ("Only the newest chart", "只看最新榜单"),
    "hot.gained": ("Gained", "新增"),
    "hot.charted": ("Seen", "上榜日期"),
    "hot.play": ("Play the chart", "播放榜单"),
    "hot.playlist": ("Make a playlist", "存为播放列表"),
    "hot.playlist_name": ("Hot music, {date}", "热门音乐 {date}"),
    "hot.why": ("What makes it hot", "热门曲目有何不同"),
    "hot.finding": ("Listening for what sets them apart …", "正在分析有何不同…"),
    "hot.report": ("The whole analysis as one page", "完整分析报告"),
    "hot.report_lead": (
        "Chart, clusters, map, distributions and portraits of tracks in one file that opens anywhere, "
        "without a network.",
        "榜单、聚类、地图、分布和曲目画像，全部在一个文件里，离线也能打开。",
    ),
    "hot.report_language": ("Language", "语言"),
    "hot.report_format": ("File", "文件格式"),
    "hot.report_title": ("Title (optional)", "标题（可选）"),
    "hot.format.html": ("Page (HTML)", "网页（HTML）"),
    "hot.format.pdf": ("Paper (PDF)", "文档（PDF）"),
    "hot.build": ("Build the report", "生成报告"),
    "hot.reports": ("Reports", "已生成的报告"),
    "hot.report_row": (
        "{date} · {language} · {format} · {size} MB",
        "{date} · {language} · {format} · {size} MB",
    ),
    "hot.open_named": ("Open the report of {date}", "打开 {date} 的报告"),
    "hot.download_named": ("Download the report of {date}", "下载 {date} 的报告"),
}
