"""Boxes: where code of candidates and testers runs. Graders know ``interface`` only."""
