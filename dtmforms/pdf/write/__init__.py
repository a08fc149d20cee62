"""PDF forms drawn from the form's table."""
