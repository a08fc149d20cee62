"""The official form: its fields, its words in each language, and record value to field text and back."""
