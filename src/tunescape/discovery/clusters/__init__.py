"""Clusters: tracks that sound alike, whether there are any, and what sets them apart."""
