"""The command line: words into one call, and one place that prints errors and picks the exit code."""
