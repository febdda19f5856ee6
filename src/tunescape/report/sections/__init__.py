"""The sections of a report, one a module: from what was gathered to sentences, tables and figures."""
