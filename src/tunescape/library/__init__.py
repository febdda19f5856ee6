"""The library: what was heard, stored."""
