"""The matrix as people and CI systems read it: a table, and JUnit XML."""

import re
from xml.etree import ElementTree as ET

from rich.console import Console
from rich.table import Table
from rich.text import Text

from judge.cli.challenge.matrix import Matrix, Row
from judge.domain.nearness import known_warning

_WIDTH = 140
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def show(matrix: Matrix) -> None:
    """The table, and below it what is not as it should be."""
    console = Console(highlight=False, width=max(_WIDTH, Console().width))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("submission", "runtime", "expected", "got", "because"):
        table.add_column(heading, no_wrap=True)
    for heading in ("wall ms", "cpu ms", "slowest ms"):
        table.add_column(heading, justify="right")
    for row in matrix.rows:
        colour = "green" if row.good else "red"
        table.add_row(
            Text(row.name),
            row.known.runtime,
            row.known.expected,
            Text(row.got, style=colour),
            Text(row.cause),
            *(f"{row.median(what):.0f}" for what in ("wall_ms", "cpu_ms", "slowest_ms")),
        )
    console.print(table)
    for row in matrix.rows:
        for sentence in complaints(row):
            console.print(f"{row.name}: {sentence}", markup=False)
        if row.near:
            console.print(f"warning: {known_warning(row.name, row.near)}", markup=False)
    good = sum(row.good for row in matrix.rows)
    console.print(f"{good} of {len(matrix.rows)} known submissions are as they are filed", markup=False)


def complaints(row: Row) -> list[str]:
    """Why a row is not good."""
    wrong = [] if row.as_expected else [f"is filed under {row.known.expected}, but got {row.got}"]
    return wrong + [f"flake, {line}" for line in row.flakes]


def junit(matrix: Matrix) -> bytes:
    """One test case for each known submission."""
    bad = sum(not row.good for row in matrix.rows)
    counts = {"tests": str(len(matrix.rows)), "failures": str(bad), "errors": "0"}
    seconds = sum(row.median("wall_ms") for row in matrix.rows) / 1000
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": matrix.challenge, **counts, "time": f"{seconds:.3f}"})
    for row in matrix.rows:
        case = ET.SubElement(
            suite,
            "testcase",
            {
                "classname": f"{matrix.challenge}.{row.known.expected}",
                "name": _plain(row.known.name),
                "time": f"{row.median('wall_ms') / 1000:.3f}",
            },
        )
        if sentences := complaints(row):
            failure = ET.SubElement(case, "failure", {"message": _plain(sentences[0]), "type": "verdict"})
            failure.text = _plain("\n".join(sentences))
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _plain(text: str) -> str:
    return _NOT_XML.sub("�", text)
