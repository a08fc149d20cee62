"""Many agreements at once: where their records come from, and a run over them that can be taken up again."""
