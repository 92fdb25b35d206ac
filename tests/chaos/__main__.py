"""``python -m tests.chaos --submissions 2000 --seed N``: ends with 1 if anything was lost, doubled, changed or left."""

import argparse
import random
import signal
import subprocess
import sys
import time

from judge.config import CHECKOUT
from tests.chaos.engine import NoEngine
from tests.chaos.faults import ENGINE, EVERYWHERE
from tests.chaos.plan import Plan
from tests.chaos.run import run
from tests.chaos.told import told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--backend", choices=("docker", "bubblewrap"), default="docker")
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--pause", type=float, default=12.0, help="the longest time between two faults, in seconds")
    parser.add_argument(
        "--engine", choices=("restart", "leave"), default="restart", help="leave: boxes in Docker's own"
    )
    parser.add_argument("--fault", action="append", default=[], choices=[*EVERYWHERE, *ENGINE], help="only these")
    given = parser.parse_args()
    home = CHECKOUT / ".judge" / "chaos"
    engine = given.backend == "docker" and given.engine == "restart"
    if given.backend == "bubblewrap":
        setup = (sys.executable, "-m", "worker.sandbox.embedded_setup", str(home), "python", "node", "tester")
        subprocess.run(setup, cwd=CHECKOUT, check=True)
    plan = Plan(
        home=home,
        submissions=given.submissions,
        seed=given.seed,
        backend=given.backend,
        clients=given.clients,
        pause_s=given.pause,
        concurrency=2,  # or two slow submissions hold up all others
        engine=engine,
        faults=tuple(given.fault),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is stopped and unmounted
    began = time.monotonic()
    try:
        outcome = run(plan, lambda text: print(f"{time.monotonic() - began:6.1f}  {text}", flush=True))
    except NoEngine as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(told(outcome)))
    return 1 if outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main())
