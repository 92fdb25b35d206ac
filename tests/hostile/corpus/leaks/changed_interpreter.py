# tries: change the modules, built-ins and environment that the next Python program is forked with
# must: accepted
# challenge: between
import builtins
import os
import sys

found = []
if hasattr(builtins, "LEFT") or hasattr(sys, "LEFT") or hasattr(os, "LEFT"):
    found.append("an attribute")
if "LEFT" in os.environ or b"LEFT" in open("/proc/self/environ", "rb").read():
    found.append("a variable")
if "left" in sys.modules or any("left" in path for path in sys.path) or sys.path_hooks[0] is None:
    found.append("a module")
if sys.getrecursionlimit() != 1000 or sys.gettrace() or sys.getswitchinterval() != 0.005:
    found.append("a setting")
builtins.LEFT = sys.LEFT = os.LEFT = 42
sys.modules["left"] = sys
sys.path.insert(0, "/box/tmp/left")
os.environ["LEFT"] = "42"
os.putenv("LEFT", "42")
sys.setrecursionlimit(77777)
sys.setswitchinterval(1)
say = print
say(found or "contained")
builtins.print = lambda *_: say("left")
