"""The record of an agreement: its attributes, its rules, and its own file format."""
