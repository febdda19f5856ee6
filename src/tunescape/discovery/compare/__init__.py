"""What sets two groups of tracks apart, and what goes with a number known of each."""
