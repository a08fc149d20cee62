"""Whether a returned form shows what it stores, and is what was sent."""
