"""HTTP: reads requests into values, calls the use cases, writes answers. Only here and in ``judge.web`` is Flask known."""
