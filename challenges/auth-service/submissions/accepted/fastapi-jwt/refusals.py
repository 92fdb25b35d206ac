class Refused(Exception):
    """An answer of 400 and above."""

    def __init__(self, status, code, **headers):
        super().__init__(code)
        self.status = status
        self.body = {"error": code}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def unauthorized():
    return Refused(401, "unauthorized", WWW_Authenticate="Bearer")
