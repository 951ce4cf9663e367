"""What is read of each segment: the network and the words beside it see the same texts.

Nothing is read of a line that is not the article (`relclf.links`), nor of a sentence that the text
has said before, word for word: neither may count twice. States may have other names there than in
the article (`relclf.states.rename_states`), so that nothing depends on who the parties are.
"""

from collections.abc import Sequence

from relclf.articles import Article
from relclf.links import in_links
from relclf.segments import Place, Segment
from relclf.states import rename_states

__all__ = ["segment_texts"]


def segment_texts(
    article: Article, segments: Sequence[Segment], *, rename: bool = False
) -> list[str]:
    r"""Return the text that is read of each segment.

    Args:
        article: An article.
        segments: Its segments (`relclf.segments.segment_article`).
        rename: Whether states are renamed.

    Returns:
        A text for each segment, "" where nothing is read of it.

    Example:
        >>> from relclf.segments import segment_article
        >>> article = Article("استقبل الوزير سفير اليابان.\nاقرأ أيضا: أسعار الذهب")
        >>> segment_texts(article, segment_article("", article.text), rename=True)
        ['استقبل الوزير سفير قطر.', '']
    """
    links = iter(in_links(article.text, [one for one in segments if one.place is not Place.TITLE]))
    said = {""}
    texts = []
    for segment in segments:
        source = article.title if segment.place is Place.TITLE else article.text
        text = source[segment.start : segment.end]
        # A first line that repeats the title is a lead of its own, so titles are not remembered.
        if segment.place is not Place.TITLE:
            text = "" if next(links) or text in said else text
            said.add(text)
        texts.append(text)
    return rename_states(texts) if rename else texts
