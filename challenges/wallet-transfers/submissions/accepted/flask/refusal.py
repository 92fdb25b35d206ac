from flask import request


class Refusal(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status, self.code = status, code


def refused(refusal):
    return {"error": refusal.code}, refusal.status


def body():
    fields = request.get_json(force=True, silent=True)
    if not isinstance(fields, dict):
        raise Refusal(400, "invalid_body")
    return fields


def cents(value, at_least):
    """A whole number of cents; to Python, True is one too."""
    if type(value) is not int or not at_least <= value <= 10**12:
        raise Refusal(422, "invalid_amount")
    return value
