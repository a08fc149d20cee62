"""Word documents from outside as plain values."""
