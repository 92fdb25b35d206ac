"""``python -m judge.cli``."""

from judge.cli.commands import judge

judge(prog_name="judge")
