"""The register: every agreement in force, by the events that made it so."""
