"""How long one article takes from a cold shell, and `import relclf`, as whole processes.

python scripts/bench/startup.py
"""

import subprocess
import sys

from rounds import bench_arguments, in_turns, tell

ARTICLE = "تلقى وزير الخارجية اتصالا هاتفيا من نظيره الفرنسي، وبحثا التعاون في مجال الطاقة."


def process(*arguments: str, given: str = "") -> None:
    """Run Python with these arguments, to its end."""
    subprocess.run(
        [sys.executable, *arguments], input=given, text=True, check=True, capture_output=True
    )


def main() -> None:
    """Time the processes."""
    options = bench_arguments(__doc__).parse_args()
    code = "import sys; from relclf.cli import main; sys.exit(main(['predict', '-']))"
    seconds = in_turns(
        {
            "python": lambda: process("-c", "pass"),
            "import relclf": lambda: process("-c", "import relclf"),
            "import numpy, onnxruntime": lambda: process("-c", "import numpy, onnxruntime"),
            "relclf predict": lambda: process("-c", code, given=ARTICLE),
        },
        2 if options.quick else max(options.rounds, 10),
    )
    tell(seconds, "relclf predict", options.output)


if __name__ == "__main__":
    main()
