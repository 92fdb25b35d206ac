"""The tester of service stages, against real sockets on loopback."""
