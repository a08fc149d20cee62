"""Word documents made from a template."""
