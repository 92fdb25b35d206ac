"""A group whose commands are loaded when they are asked for, and whose exit status can be relied on.

``judge grade`` waits for no other command's imports. A command's status is what it returns; a mistake of ours is never
taken for a submission that failed, which is what Python's own status 1 would say.
"""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from judge.cli.exits import Exit


class LazyGroup(click.Group):
    """``elsewhere`` maps a command's name to ``module:attribute``."""

    def __init__(self, *arguments: Any, elsewhere: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._elsewhere:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._elsewhere[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        def run() -> Any:
            return super(LazyGroup, self).main(args, prog_name, complete_var, standalone_mode=False, **extra)

        if not standalone_mode:
            return run()
        try:
            status = run()
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(_INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our output has gone (head): there is nobody to tell, and Python must not try at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(_UNHEARD)
        except Exception:
            traceback.print_exc()
            sys.exit(Exit.FAULT)
        sys.exit(int(status) if isinstance(status, int) else 0)


_INTERRUPTED, _UNHEARD = 130, 141
"""What shells give a program that Ctrl-C ended, and one that wrote to nobody."""
