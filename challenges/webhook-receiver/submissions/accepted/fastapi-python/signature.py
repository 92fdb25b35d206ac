import hmac

TOLERANCE_S = 300


class Refused(Exception):
    """Its text is the code of the error."""


def check(header, body, secret, now_s):
    """Raises Refused unless one of the signatures is right and fresh."""
    parts = [part.strip().partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in parts if name == "t" and value.isascii() and value.isdigit()]
    signatures = [value for name, value in parts if name == "v1"]
    if not times or not signatures:
        raise Refused("missing_signature")
    expected = hmac.new(secret, times[0].encode() + b"." + body, "sha256").hexdigest().encode()
    if not any([hmac.compare_digest(expected, signature.encode()) for signature in signatures]):
        raise Refused("invalid_signature")
    if abs(int(times[0][:20]) - now_s) > TOLERANCE_S:
        raise Refused("stale_timestamp")
