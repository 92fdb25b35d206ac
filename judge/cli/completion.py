"""``judge completion``: the script by which a shell completes commands and options."""

import click
from click.shell_completion import get_completion_class

from judge.cli.exits import Exit

_VARIABLE = "_JUDGE_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> Exit:
    """Print the script for a shell: eval "$(judge completion bash)" in its start-up file."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "judge", _VARIABLE).source())
    return Exit.PASSED
