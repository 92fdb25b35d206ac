"""The judge's API side: domain, store, queue, service and HTTP. It never imports ``worker``."""
