"""Word documents: Tables B and C for signature, from a template in `templates/`."""
