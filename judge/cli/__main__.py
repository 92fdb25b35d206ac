"""``python -m judge.cli``, and the program ``judge``."""

from judge.cli.commands import judge


def main() -> None:
    judge(prog_name="judge")


if __name__ == "__main__":
    main()
