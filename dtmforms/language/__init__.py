"""Every word that is printed or said: a folder for each language."""

LANGUAGES = ("en", "fr", "es", "ar")
"""All languages of the program. English comes first: it is the official one (rules E1, E3), and what is said where a
language has no sentence of its own."""
