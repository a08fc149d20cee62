"""Returned forms: from the texts of a file to a record, a comparison and findings."""
