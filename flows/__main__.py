"""`python -m flows` is `congresswatch`."""

from flows.cli import main

main(prog_name="congresswatch")
