"""Transcription: from sound to notes, parts and MIDI."""
