"""Where files are analysed."""
