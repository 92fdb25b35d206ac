"""Pages for people, made on the server: no scripts, and nothing from elsewhere."""
