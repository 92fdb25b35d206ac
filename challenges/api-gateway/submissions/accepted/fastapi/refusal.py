class Refusal(Exception):
    """An answer that the gateway gives by itself."""

    def __init__(self, status, code, **headers):
        super().__init__(code)
        self.status, self.code = status, code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
