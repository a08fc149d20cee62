"""Whether a country team's Word template may be rendered."""
