"""What this machine's network asks of a build: CA bundle, mirrors, package indexes, proxies.

A site that re-signs TLS, has its own mirrors or sits behind a proxy has told its machines so already; a build gets the
same settings. Only those of them that contain no secret stay in an image: indexes and proxies are build arguments.
"""

import configparser
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_DEBIAN_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
_BUNDLE_VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE")
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_PIP_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
_IN_IMAGE = "/usr/local/share/judge/ca.pem"


@dataclass(frozen=True, slots=True)
class Site:
    """``files`` go into the base image under ``site/``; ``arguments`` are build arguments of every image."""

    files: Mapping[str, bytes]
    arguments: Mapping[str, str]


def _index_targets() -> str:
    """What apt fetches on this machine; nothing where there is no apt."""
    pattern = "$(ORIGIN)|$(CODENAME)|deb $(SITE) $(RELEASE) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", pattern, "Created-By: Packages"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def read_site(environ: Mapping[str, str], targets: Callable[[], str] = _index_targets) -> Site:
    """The settings of the machine this runs on; ``targets`` lists what apt fetches there."""
    bundle = _ca_bundle(environ)
    arguments = {name: environ[name] for name in _PROXY_VARIABLES if environ.get(name)}
    arguments |= _pip_settings(environ)
    registry = environ.get("NPM_CONFIG_REGISTRY") or environ.get("npm_config_registry") or ""
    if _is_remote(registry):
        arguments["NPM_CONFIG_REGISTRY"] = registry
    if bundle:
        names = ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "NPM_CONFIG_CAFILE")
        arguments |= dict.fromkeys(names, _IN_IMAGE)
    return Site({"site/ca.pem": bundle, "site/sources.list": mirrors(targets())}, arguments)


def _ca_bundle(environ: Mapping[str, str]) -> bytes:
    """The bundle this machine trusts; empty where there is none, and then the packages' own bundles serve."""
    for place in (*(environ.get(name, "") for name in _BUNDLE_VARIABLES), _DEBIAN_BUNDLE):
        if place and Path(place).is_file():
            return Path(place).read_bytes()
    return b""


def _pip_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Remote package indexes, from pip's files and variables; folders of this machine mean nothing inside a build."""
    parser = configparser.RawConfigParser()
    files = [environ["PIP_CONFIG_FILE"]] if environ.get("PIP_CONFIG_FILE") else _PIP_FILES
    with suppress(configparser.Error, UnicodeDecodeError):
        parser.read([Path(file).expanduser() for file in files], "utf-8")
    settings: dict[str, str] = {}
    for name in ("index-url", "extra-index-url", "trusted-host"):
        variable = "PIP_" + name.replace("-", "_").upper()
        value = environ.get(variable) or parser.get("global", name, fallback="") or ""
        words = " ".join(word for word in value.split() if name == "trusted-host" or _is_remote(word))
        if words:
            settings[variable] = words
    return settings


def mirrors(targets: str) -> bytes:
    """A sources.list with the mirrors of this machine; empty if it runs another system, and the image keeps its own."""
    lines: dict[str, None] = {}
    for row in targets.splitlines():
        origin, _, rest = row.partition("|")
        codename, _, line = rest.partition("|")
        if origin == "Debian" and codename.startswith("bookworm"):
            lines[line] = None
    return "".join(f"{line}\n" for line in lines).encode()


def _is_remote(url: str) -> bool:
    return url.startswith(("http://", "https://"))
