"""How people and programs use tunescape."""
