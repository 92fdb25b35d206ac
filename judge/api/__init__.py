"""HTTP: reads requests into values, calls the use cases, writes answers. Flask is known here and in ``judge.web``."""
