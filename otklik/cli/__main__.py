"""`python -m otklik.cli` is the command `otklik`."""

from otklik.cli.main import main

if __name__ == "__main__":
    main()
