"""Pictures of sound and pages about a library: what discovery found, drawn and told."""
