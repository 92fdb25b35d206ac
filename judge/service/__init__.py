"""Use cases, without Flask and without Redis: they talk to ``ports``."""
