"""Returns without fields: printed, flattened, scanned or photographed pages."""
