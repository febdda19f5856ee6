"""Hot-music charts: sources, the chart file, and the download of what a chart names."""
