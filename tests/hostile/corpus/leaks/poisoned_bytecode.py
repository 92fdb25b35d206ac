# tries: leave compiled code beside the source, which the next run imports in its place
# must: accepted
# challenge: between
import importlib.util
import marshal
import os
import sys

found = []
NAMES = ("json", "helper_of_ours", "sitecustomize", "usercustomize")
sys.path.insert(0, ".")
for name in NAMES[1:]:
    spec = importlib.util.find_spec(name)
    if spec and not (spec.origin or "").startswith("/usr/lib/"):  # Debian has one of its own
        found.append(name)
evil = compile("MARK = 42", "evil.py", "exec")
code = importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(evil)
tag = sys.implementation.cache_tag
folders = [".", "/box/tmp", os.path.dirname(os.__file__), os.path.expanduser("~/.local/lib/python3.11/site-packages")]
for folder in folders:
    for name in NAMES:
        for path in (f"{folder}/{name}.py", f"{folder}/__pycache__/{name}.{tag}.pyc", f"{folder}/{name}.pyc"):
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(b"MARK = 42\n" if path.endswith(".py") else code)
            except OSError:
                pass
sys.path.remove(".")
import json

if hasattr(json, "MARK") and "work" not in json.__file__:
    found.append("another json")
print(found or "contained")
