import re
import time


class Stored:
    def __init__(self, answer, max_age_s):
        self.answer, self.max_age_s = answer, max_age_s
        self.etag = answer.header(b"etag")
        self.refresh()

    def refresh(self):
        self._until = time.monotonic() + self.max_age_s

    @property
    def fresh(self):
        return time.monotonic() < self._until


class Store:
    """Answers by path and query."""

    def __init__(self):
        self._answers = {}

    def find(self, target):
        return self._answers.get(target)

    def offer(self, target, answer):
        """Keep it, if it may be kept."""
        control = (answer.header(b"cache-control") or "").lower()
        words = {word.strip() for word in control.split(",")}
        age = next((int(word[8:]) for word in words if re.fullmatch("max-age=[0-9]+", word)), 0)
        if answer.status == 200 and age > 0 and not words & {"no-store", "private"}:
            self._answers[target] = Stored(answer, age)

    def forget(self, path):
        for target in [target for target in self._answers if target.partition("?")[0] == path]:
            del self._answers[target]


def validated(headers, etag):
    others = [(name, value) for name, value in headers if name != b"if-none-match"]
    return [*others, (b"if-none-match", etag.encode("latin-1"))]
