"""PDF forms: drawn from the form's table, and read from whatever comes back."""
