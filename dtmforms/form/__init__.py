"""The official form as one table of fields; the texts of a record for them, and back; how a document is known again."""
