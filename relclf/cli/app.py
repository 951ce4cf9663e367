"""Open a page in the browser to try, read and correct the classifier."""

import os
import signal
import sys
import tempfile
from pathlib import Path

from relclf.app.limits import Limits
from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_model
from relclf.cli.configured import ArgumentParser, Namespace, add_fields
from relclf.errors import ConfigError, require

__all__ = ["add_arguments", "run"]

_PASSWORD = "RELCLF_APP_PASSWORD"
_SHORTEST = 8
_LOCAL = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_model(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7860, help="port; 0 takes a free one")
    parser.add_argument(
        "--language", choices=("ar", "en"), default="ar", help="language to open in"
    )
    parser.add_argument(
        "--corrections",
        default="corrections.jsonl",
        help="file to which the corrections of the review are added",
    )
    parser.add_argument(
        "--public",
        action="store_true",
        help=f"let others in, with the password in the environment variable {_PASSWORD}",
    )
    parser.add_argument(
        "--share", action="store_true", help="with --public: a link by Gradio's servers, for a week"
    )
    parser.add_argument("--user", default="relclf", help="user name that goes with the password")
    add_fields(parser, Limits, "limits")


def run(options: Namespace) -> None:
    """Run the command."""
    limits = Limits(**vars(options.limits))
    secret = _secret(options)
    with tempfile.TemporaryDirectory(prefix="relclf-app-") as uploads:
        # Only this user may look into it, and it goes when the server ends.
        os.environ["GRADIO_TEMP_DIR"] = uploads
        # Gradio counts its users on its makers' servers unless it is told not to.
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        for module in ("gradio", "fastapi", "uvicorn"):
            require(module, "app")
        _serve(options, limits, secret)


def _serve(options: Namespace, limits: Limits, secret: str | None) -> None:
    from relclf.app.door import Password
    from relclf.app.served import Served
    from relclf.app.server import build, hosts_of, listen, serve
    from relclf.app.share import share

    with listen(options.host, options.port) as taken:
        port = taken.getsockname()[1]
        classifier = RelationClassifier.from_pretrained(
            options.model, backend=options.backend, threads=options.threads
        )
        app = build(
            Served(classifier, limits),
            options.language,
            Path(options.corrections),
            hosts=None if options.public else hosts_of(port),
            password=None if secret is None else Password(options.user, secret),
        )
        host = f"[{options.host}]" if ":" in options.host else options.host
        print(f"relclf: http://{host}:{port} (Ctrl-C ends it)", file=sys.stderr)
        if options.share:
            print(f"relclf: {share(port)}", file=sys.stderr)
        # Whoever ends the server otherwise lets it clean up all the same.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        serve(app, taken, limits)


def _secret(options: Namespace) -> str | None:
    """Return the password, if one is needed or given."""
    secret = os.environ.get(_PASSWORD)
    if (options.share or options.host not in _LOCAL) and not options.public:
        asked = "--share" if options.share else f"--host {options.host}"
        raise ConfigError(
            f"{asked}: others could use the app; add --public if they may, or leave {asked} out."
        )
    if options.public and not secret:
        raise ConfigError(
            f"--public: it needs a password in the environment variable {_PASSWORD}, where other "
            f"users of this machine do not see it: read -rs {_PASSWORD}; export {_PASSWORD}"
        )
    if secret and len(secret) < _SHORTEST:
        raise ConfigError(
            f"{_PASSWORD}: it has {len(secret)} characters, expected at least {_SHORTEST}."
        )
    if ":" in options.user:
        raise ConfigError(f"--user: got {options.user!r}; a user name has no colon (RFC 7617).")
    return secret or None
