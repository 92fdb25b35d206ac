"""Where tests start different programs: one main file, that nobody can replace, starts the one named first."""

NAMES = {"python": "autograding_main.py", "node": "autograding_main.js", "java": "AutogradingMain.java"}

SOURCES = {
    "python": b'''\
"""Starts the file that is named first, as it would be started by itself."""

import os
import runpy
import sys

del sys.argv[0]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
''',
    "node": b"""\
// Starts the file that is named first, as it would be started by itself.
const path = require("path");

process.argv.splice(1, 1);
process.argv[1] = path.resolve(process.argv[1]);
require(process.argv[1]);
""",
    "java": b"""\
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Starts the class that is named first, as it would be started by itself. */
public class AutogradingMain {
    public static void main(String[] args) throws Throwable {
        try {
            var main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException error) {
            throw error.getCause();
        }
    }
}
""",
}
"""C++ and Go have none: all their files become one program."""


def named(runtime: str, main: str) -> str:
    """What the launcher is told: a file, or a class."""
    return main.removesuffix(".java").replace("/", ".") if runtime == "java" else main
