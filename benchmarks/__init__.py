"""How fast the judge is, as ratios to bare programs measured in the same run: ``make bench``."""
