"""HTTP: the only place that knows Flask. Reads requests into values, calls the use cases, writes answers."""
