"""LaTeX problem statements as Markdown: the subset that the format promises to authors, the rest as its plain text.

One pass with a position, no regular expression over the whole: a statement of any kind takes linear time. Formulas stay
as they are between dollar signs.
"""

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"[a-zA-Z]+\*?")
_MAX_DEPTH = 40

_AROUND = {
    **dict.fromkeys(("textbf", "bf"), "**"),
    **dict.fromkeys(("emph", "textit", "it", "textsl"), "*"),
    **dict.fromkeys(("texttt", "tt", "t", "verb"), "`"),
}
_HEADINGS = {"section": "##", "subsection": "###", "subsubsection": "####", "paragraph": "####"}
_SIGNS = {
    **{"ldots": "…", "dots": "…", "textellipsis": "…", "textbackslash": "\\", "quad": " ", "qquad": " ", "par": "\n\n"},
    **{"newline": "\n", "linebreak": "\n", "LaTeX": "LaTeX", "TeX": "TeX", "S": "§", "textasciitilde": "~"},
}
_SILENT = {"noindent", "centering", "maketitle", "medskip", "smallskip", "bigskip", "newpage", "clearpage", "hline"}
_SILENT |= {"tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE", "huge", "Huge"}
_SILENT |= {"nextsample", "remainingsamples", "hfill", "vfill", "item*", "displaystyle"}
_SKIPPED = {"vspace": 1, "hspace": 1, "label": 1, "vspace*": 1, "hspace*": 1, "usepackage": 1, "caption*": 1}
_SKIPPED |= {"sampleinput": 1, "sampleoutput": 1, "input": 1, "include": 1}
_IMAGES = {"includegraphics": 1, "illustration": 3}
_VERBATIM = ("verbatim", "lstlisting", "verbatim*")
_SECTIONS = ("Input", "Output", "Interaction")
_TABLES = ("tabular", "array", "tabularx")
_TYPESET = {"---": "—", "--": "–", "``": '"', "''": '"', "<<": '"', ">>": '"', "`": "'", "~": " ", "&": " | ", "}": ""}
_PLAIN_ARGUMENT = {"underline", "textsc", "sout", "mbox", "text", "textrm", "textsf", "caption", "epigraph"}
_SWITCHES = {"bfseries": "bf", "itshape": "it", "ttfamily": "tt", "em": "em"}
_ACCENTS = "'`^\"~=."


@dataclass(slots=True)
class Converted:
    """``name`` is what ``\\problemname`` says; ``lost`` what could not be told in Markdown."""

    markdown: str = ""
    name: str = ""
    lost: dict[str, None] = field(default_factory=dict)


def markdown(tex: str, constants: dict[str, str] | None = None) -> Converted:
    """``tex`` is the body of a statement."""
    reader = _Reader(tex, constants or {})
    body = reader.read("", 0)
    body = re.sub("\0(?:bf|it|tt|em)", "", body)
    lines = (line.strip() if not line.startswith("    ") else line.rstrip() for line in body.split("\n"))
    reader.out.markdown = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
    return reader.out


class _Reader:
    def __init__(self, tex: str, constants: dict[str, str]) -> None:
        self.tex = tex.replace("\r\n", "\n").replace("\r", "\n")
        self.at = 0
        self.out = Converted()
        self.constants = constants
        self.lists: list[str] = []

    def read(self, until: str, depth: int) -> str:
        """The text up to ``until`` (``}`` or ``end:name``), or to the end."""
        made: list[str] = []
        while self.at < len(self.tex):
            character = self.tex[self.at]
            if character == "}" and until == "}":
                self.at += 1
                break
            if character == "\\":
                text = self._command(until, depth)
                if text is None:
                    break
                made.append(text)
            else:
                made.append(self._plain(character, depth))
        return "".join(made)

    def _plain(self, character: str, depth: int) -> str:
        self.at += 1
        if character == "$":
            return self._formula()
        if character == "{":
            return self._group(depth)
        if character == "%":
            end = self.tex.find("\n", self.at)
            self.at = len(self.tex) if end < 0 else end + 1
            return ""
        return self._typeset(character)

    def _typeset(self, character: str) -> str:
        """Quotes and dashes, which are written as repeated signs."""
        for signs, made in _TYPESET.items():
            if self.tex.startswith(signs, self.at - 1):
                self.at += len(signs) - 1
                return made
        return character

    def _group(self, depth: int) -> str:
        """What is in braces; a font switched on inside of them ends with them."""
        if depth >= _MAX_DEPTH:
            return ""
        inner = self.read("}", depth + 1)
        for switch, mark in (("bf", "**"), ("it", "*"), ("em", "*"), ("tt", "`")):
            if inner.startswith(f"\0{switch}"):
                return f"{mark}{inner[len(switch) + 1 :].strip()}{mark}"
        return inner

    def _formula(self) -> str:
        double = self.tex[self.at : self.at + 1] == "$"
        mark = "$$" if double else "$"
        self.at += int(double)
        end = self.at
        while (end := self.tex.find(mark, end)) >= 0 and self.tex[end - 1] == "\\":
            end += 1
        if end < 0:
            return mark
        formula = self.tex[self.at : end]
        self.at = end + len(mark)
        return f"{mark}{formula}{mark}"

    def _command(self, until: str, depth: int) -> str | None:
        """What a command becomes; None for the end that is waited for."""
        self.at += 1
        found = _WORD.match(self.tex, self.at)
        if not found:
            return self._sign()
        self.at = found.end()
        name = found[0]
        if name == "begin":
            return self._environment(self._argument_text(), depth)
        if name == "end":
            return None if self._argument_text() == until.removeprefix("end:") else ""
        if name in _IMAGES:
            return self._image(name)
        return self._word(name, depth)

    def _sign(self) -> str:
        sign = self.tex[self.at : self.at + 1]
        self.at += 1
        if sign == "\\":
            return "\n"
        if sign in ("[", "("):
            close, mark = ("\\]", "$$") if sign == "[" else ("\\)", "$")
            end = self.tex.find(close, self.at)
            formula = self.tex[self.at :] if end < 0 else self.tex[self.at : end]
            self.at = len(self.tex) if end < 0 else end + 2
            return f"{mark}{formula}{mark}"
        return "" if sign in _ACCENTS or sign in ",;:!/" else sign

    def _word(self, name: str, depth: int) -> str:
        plain = name.removesuffix("*")
        if name in _SIGNS or name in _SILENT or plain in _SILENT:
            self._swallow_space()
            return _SIGNS.get(name, "")
        if plain in _SWITCHES or (plain in ("bf", "it", "tt") and not self._braced()):
            return "\0" + _SWITCHES.get(plain, plain)
        if name in _SKIPPED:
            for _ in range(_SKIPPED[name]):
                self._option()
                self._argument_text()
            return ""
        if plain in _HEADINGS:
            return f"\n\n{_HEADINGS[plain]} {self._argument(depth).strip()}\n\n"
        if plain in _AROUND:
            inner = self._argument(depth).strip()
            return f"{_AROUND[plain]}{inner}{_AROUND[plain]}" if inner else ""
        return self._special(name, depth)

    def _special(self, name: str, depth: int) -> str:
        match name:
            case "item":
                return self._item()
            case "problemname":
                self.out.name = self._argument(depth).strip()
                return ""
            case "constant":
                constant = self._argument_text()
                return self.constants.get(constant, constant)
            case "href":
                target = self._argument_text()
                return f"[{self._argument(depth)}]({target})"
            case "url":
                return f"<{self._argument_text()}>"
        self._option()
        if name not in _PLAIN_ARGUMENT or not self._braced():
            self.out.lost.setdefault(f"\\{name}")
        return self._argument(depth)

    def _item(self) -> str:
        self._swallow_space()
        label = self._option()
        indent = "  " * max(len(self.lists) - 1, 0)
        mark = "1." if self.lists and self.lists[-1] == "enumerate" else "*"
        return f"\n{indent}{mark} " + (f"**{label}** " if label else "")

    def _environment(self, name: str, depth: int) -> str:
        if name in _VERBATIM:
            self._option()
            end = self.tex.find(f"\\end{{{name}}}", self.at)
            body = self.tex[self.at :] if end < 0 else self.tex[self.at : end]
            self.at = len(self.tex) if end < 0 else end + len(f"\\end{{{name}}}")
            return "\n\n```\n" + body.strip("\n") + "\n```\n\n"
        if depth >= _MAX_DEPTH:
            return ""
        self._option()
        if name in _TABLES:
            self._argument_text()
            self.out.lost.setdefault(f"the layout of {name}")
        listed = name in ("itemize", "enumerate", "description")
        if listed:
            self.lists.append(name)
        inner = self.read(f"end:{name}", depth + 1)
        if listed:
            self.lists.pop()
        heading = f"## {name}\n\n" if name in _SECTIONS else ""
        return f"\n\n{heading}{inner.strip()}\n\n"

    def _image(self, name: str) -> str:
        self._option()
        arguments = [self._argument_text() for _ in range(_IMAGES[name])]
        self.out.lost.setdefault(f"the image {arguments[min(1, len(arguments) - 1)]}")
        return f"\n\n*{arguments[2]}*\n\n" if len(arguments) == 3 and arguments[2] else ""

    def _braced(self) -> bool:
        return self.tex[self.at : self.at + 1] == "{"

    def _argument(self, depth: int) -> str:
        if not self._braced():
            return ""
        self.at += 1
        return self._group(depth)

    def _argument_text(self) -> str:
        """An argument as it is written."""
        if not self._braced():
            return ""
        depth, start = 0, self.at + 1
        for index in range(self.at, len(self.tex)):
            depth += {"{": 1, "}": -1}.get(self.tex[index], 0)
            if depth == 0:
                self.at = index + 1
                return self.tex[start:index].strip()
        self.at = len(self.tex)
        return self.tex[start:].strip()

    def _option(self) -> str:
        if self.tex[self.at : self.at + 1] != "[":
            return ""
        end = self.tex.find("]", self.at)
        text = self.tex[self.at + 1 :] if end < 0 else self.tex[self.at + 1 : end]
        self.at = len(self.tex) if end < 0 else end + 1
        return text.strip()

    def _swallow_space(self) -> None:
        while self.tex[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
