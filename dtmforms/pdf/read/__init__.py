"""PDF files from outside as plain values."""
