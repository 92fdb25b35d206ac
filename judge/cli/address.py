"""Which judge a command speaks to, and with which key.

    address   --url, else JUDGE_API_URL, else the file url that ``judge up`` leaves in JUDGE_HOME
    key       --key-file, else JUDGE_API_KEY (or JUDGE_API_KEY_FILE), else admin.key in JUDGE_HOME, for that judge only

A key is never an option: what stands on a command line is in the process list and in the shell's history.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from judge.cli.exits import Refused
from judge.config import Settings, SettingsError, loopback


@dataclass(frozen=True, slots=True)
class Address:
    """``url`` has no slash at its end; ``key`` is empty for a judge that has no keys."""

    url: str
    key: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """On this machine: no proxy leads there."""
        return loopback(urlsplit(self.url).hostname or "")


def find_address(settings: Settings, url: str = "", key_file: Path | None = None) -> Address:
    """Raises Refused."""
    home = settings.home.absolute()
    here = _text(home / "url") if (home / "url").is_file() else ""
    chosen = _checked(url or settings.api_url or here)
    if not (url or settings.api_url) and (key_file or settings.api_key) and not Address(chosen).is_here:
        # A pipeline runs in folders that others write to: a file there must not say where a key goes.
        raise Refused(f"Is your key for {chosen}, which {home / 'url'} names? Give --url, or set JUDGE_API_URL.")
    if key_file is not None:
        return Address(chosen, _key(_text(key_file), str(key_file)))
    if settings.api_key:
        return Address(chosen, _key(settings.api_key, "JUDGE_API_KEY"))
    if here.rstrip("/") == chosen and (home / "admin.key").is_file():
        return Address(chosen, _key(_text(home / "admin.key"), str(home / "admin.key")))
    return Address(chosen)


def read_settings() -> Settings:
    """The settings of the environment. Raises Refused."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        raise Refused(str(error)) from error


def _checked(url: str) -> str:
    if not url:
        raise Refused(
            "Which judge? Give --url, or set JUDGE_API_URL; in the folder where judge up runs neither is needed."
        )
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment:
        raise Refused("The judge's address must be like https://host:port, without anything behind it.")
    if parts.username or parts.password:
        raise Refused(
            "The judge's address must not hold a user or password; keys come from --key-file or JUDGE_API_KEY."
        )
    return url.rstrip("/")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from error


def _key(text: str, source: str) -> str:
    """What can stand in a header; the text itself is not repeated in the error."""
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise Refused(f"{source} does not hold a key: one line like judge_…")
    return text
