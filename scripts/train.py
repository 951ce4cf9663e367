"""The same as `relclf train`, as a file for `accelerate launch`."""

import sys

from relclf.cli import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]]))
