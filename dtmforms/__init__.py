"""The paperwork of DTM's sensitive data sharing: Tables B and C as Word and PDF, and what comes back."""

__version__ = "0.1.0"
