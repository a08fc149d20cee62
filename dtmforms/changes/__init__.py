"""What changed between two records of an agreement, and whether it takes a revision."""
