"""A link by which others reach this server, through the tunnel that Gradio's makers run."""

import secrets

import httpx
from gradio.networking import setup_tunnel

from relclf.errors import RelclfError

__all__ = ["ShareError", "share"]


class ShareError(RelclfError):
    """The tunnel could not be set up."""


def share(port: int) -> str:
    """Set the tunnel up; it lasts as long as this process, and a week at most.

    Args:
        port: The port on this machine.

    Returns:
        The link.

    Raises:
        ShareError: If Gradio's servers cannot be reached or refuse.
    """
    try:
        # The program that keeps the tunnel is fetched the first time, and checked by its hash.
        return setup_tunnel("127.0.0.1", port, secrets.token_urlsafe(32), None, None)
    except (RuntimeError, ValueError, OSError, httpx.HTTPError) as error:
        reason = error.__cause__ or error
        raise ShareError(
            f"--share: the link could not be made ({reason}); try again later, or let others in by "
            "--host with --public."
        ) from error
