"""Writes challenge.yaml: what ``document`` reads back as the very same values."""

from collections.abc import Mapping
from typing import Any

import yaml

from judge.packages.document import plain_value

_WIDTH = 110


def manifest_text(value: Mapping[str, Any]) -> bytes:
    """``value`` as YAML, in its own order; short lists and mappings on one line."""
    return yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=None
    ).encode("utf-8", "replace")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """In quotes where a plain word would be read as something else: YAML 1.2 has numbers that 1.1 does not know."""
    quoted = plain_value(text) != text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)
