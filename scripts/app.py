"""The same as `relclf app`."""

import sys

from relclf.cli import main

if __name__ == "__main__":
    sys.exit(main(["app", *sys.argv[1:]]))
