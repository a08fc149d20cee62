"""Digital signatures: read and judged, the certificates that a mission knows, and made."""
