"""Files come to the server as uploads only: a client cannot name one by its path or address."""

from typing import Any

import gradio as gr

__all__ = ["uploads_only"]


def uploads_only(blocks: gr.Blocks) -> None:
    """Let no component of a page read or fetch what a client names in place of an upload.

    Gradio 6.31 looks whether a path lies among the uploads only when a page was launched by its own
    server; a mounted page would read any file for any client. And it downloads what is named by its
    address, of any size, from any public host.

    Args:
        blocks: The page, complete.
    """
    blocks.has_launched = True
    for block in blocks.blocks.values():
        fetch = block.async_move_resource_to_block_cache

        async def uploaded(place: Any, fetch: Any = fetch) -> str | None:
            if "://" in str(place):
                raise gr.Error(
                    "expected an uploaded file, got an address; upload the file.",
                    print_exception=False,
                )
            found: str | None = await fetch(place)
            return found

        # Gradio has no setting for this.
        vars(block)[fetch.__name__] = uploaded
