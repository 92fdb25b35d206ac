import os
import re
import secrets

CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2048}")
AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
ALIAS = re.compile(r"[A-Za-z0-9_-]{3,32}")


def host_of(url):
    """The host of a URL, or "" if it is none."""
    if not isinstance(url, str) or not CHARACTERS.fullmatch(url):
        return ""
    match = AUTHORITY.match(url)
    return match[1].rpartition("@")[2].partition(":")[0].lower() if match else ""


def is_alias(value):
    return isinstance(value, str) and bool(ALIAS.fullmatch(value)) and value not in ("links", "healthz")


def random_code():
    return "".join(secrets.choice(os.environ["CODE_ALPHABET"]) for _ in range(int(os.environ["CODE_LENGTH"])))
