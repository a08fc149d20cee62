"""Versions of an agreement: what changed, and whether it takes a revision."""
