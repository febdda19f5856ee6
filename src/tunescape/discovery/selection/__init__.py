"""Which features tell a track's excerpts from everybody else's: genetic selection by pair matching."""
