"""Entry point inside a box: ``python3 -I -S /opt/judge``."""

from supervisor.main import main

main()
