"""How large a package may be. The same bounds hold for folders on disk and for files that come from elsewhere."""

from collections.abc import Iterator, Mapping

from judge.domain.errors import FieldProblem

MIB = 1024 * 1024

MAX_FILES = 20_000
MAX_FILE_BYTES = 16 * MIB
MAX_TOTAL_BYTES = 64 * MIB
MAX_MANIFEST_BYTES = 128 * 1024
MAX_STATEMENT_BYTES = 256 * 1024
MAX_ARGS_BYTES = 64 * 1024


def too_large(path: str, limit: int) -> FieldProblem:
    return FieldProblem(path, f"is larger than {_show(limit)}, the most a file here may have; make it smaller")


def too_many_files() -> FieldProblem:
    return FieldProblem("package", f"has more than {MAX_FILES} files; take some away")


def too_large_in_all() -> FieldProblem:
    return FieldProblem("package", f"is larger than {_show(MAX_TOTAL_BYTES)} in all; make its files smaller")


def limit_of(path: str) -> int:
    """The most bytes that the file at ``path`` may have."""
    match path:
        case "challenge.yaml":
            return MAX_MANIFEST_BYTES
        case "statement.md":
            return MAX_STATEMENT_BYTES
        case _:
            return MAX_FILE_BYTES


def size_problems(files: Mapping[str, bytes]) -> Iterator[FieldProblem]:
    if len(files) > MAX_FILES:
        yield too_many_files()
    for path, content in files.items():
        if len(content) > limit_of(path):
            yield too_large(path, limit_of(path))
    if sum(map(len, files.values())) > MAX_TOTAL_BYTES:
        yield too_large_in_all()


def _show(size: int) -> str:
    return f"{size // MIB} MiB" if size >= MIB else f"{size // 1024} KiB"
