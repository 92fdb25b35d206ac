"""The Python runtime's build step: does every source file compile? Runs in a box, as the candidate, executes nothing.

python3 /opt/judge/supervisor/python_syntax.py ./main.py ./package/module.py …
"""

import sys


def problem(path: str) -> BaseException | None:
    """Why ``path`` does not compile, or none."""
    try:
        with open(path, "rb") as file:
            compile(file.read(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError, OSError) as error:
        return error
    return None


def main() -> None:
    failed = False
    for path in sys.argv[1:]:
        if (error := problem(path)) is not None:
            sys.excepthook(type(error), error.with_traceback(None), None)
            if not isinstance(error, SyntaxError):
                sys.stderr.write(f"  in {path}\n")
            failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
