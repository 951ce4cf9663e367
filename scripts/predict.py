"""The same as `relclf predict`."""

import sys

from relclf.cli import main

if __name__ == "__main__":
    sys.exit(main(["predict", *sys.argv[1:]]))
