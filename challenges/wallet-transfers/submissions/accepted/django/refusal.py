import json

from django.http import JsonResponse


class Refusal(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status, self.code = status, code


class Refusals:
    """Turns a Refusal into its answer, after the transaction of the request was rolled back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refusal):
            return JsonResponse({"error": exception.code}, status=exception.status)
        return None


def body(request):
    try:
        fields = json.loads(request.body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Refusal(400, "invalid_body")
    return fields


def cents(value, at_least):
    """A whole number of cents; to Python, True is one too."""
    if type(value) is not int or not at_least <= value <= 10**12:
        raise Refusal(422, "invalid_amount")
    return value
