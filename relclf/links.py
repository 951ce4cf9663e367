"""Lines that are not the article: related links and share buttons that stand in scraped texts.

The codebook says that they set nothing (its coding rule 8), so nothing is read of them
(`relclf.segment_texts`). Their segments exist, so that offsets stay, but have no votes.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from relclf.segments import Segment

__all__ = ["in_links"]

MOST_CHARACTERS = 200  # a longer line that begins so is an article on one line
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_LINK = re.compile(
    r"""\W*+(?:
      (?:[اإأ]قر[أا]|شاهد|طالع|تابع)(?:وا)?\s+(?:[أا]يض|المزيد|كذلك)
    | (?:مواضيع|موضوعات|مواد|مقالات|[أا]خبار|روابط|خبر)\s+(?:ذات|ذو)\s+(?:ال)?صلة
    | (?:شارك|انشر)(?:وا)?\s+(?:هذا\s+)?(?:الخبر|المقال)
    )""",
    re.VERBOSE,
)


def in_links(text: str, segments: Sequence[Segment]) -> list[bool]:
    """Tell of each segment of a text whether it lies in a line that is not the article.

    Example:
        >>> from relclf.segments import segment_article
        >>> text = "شارك الخبر"
        >>> in_links(text, segment_article("", text))
        [True]
    """
    spans = [line.span() for line in _LINE.finditer(text) if _is_link(line)]
    # The last link line that begins before a segment is the only one that may hold it.
    begins = [start for start, _ in spans]
    before = [bisect_right(begins, segment.start) - 1 for segment in segments]
    return [
        index >= 0 and segment.start < spans[index][1]
        for index, segment in zip(before, segments, strict=True)
    ]


def _is_link(line: re.Match[str]) -> bool:
    short = line.end() - line.start() <= MOST_CHARACTERS
    return short and _LINK.match(line.string, line.start(), line.end()) is not None
