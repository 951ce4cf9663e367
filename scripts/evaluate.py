"""The same as `relclf evaluate`."""

import sys

from relclf.cli import main

if __name__ == "__main__":
    sys.exit(main(["evaluate", *sys.argv[1:]]))
