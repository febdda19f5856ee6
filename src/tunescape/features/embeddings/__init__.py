"""Feature sets that a neural network computes."""
