"""relclf: which topics states cooperate on, and how they interact, in Arabic news.

    from relclf import RelationClassifier

    classifier = RelationClassifier.from_pretrained()
    prediction = classifier.predict("نص الخبر ...")

The names are imported when they are first used, so that `import relclf` takes milliseconds.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relclf.articles import Article, CodedArticle, Evidence
    from relclf.classifier import RelationClassifier
    from relclf.codebook import Codebook
    from relclf.errors import RelclfError
    from relclf.prediction import Prediction
    from relclf.readers import read_articles, read_coded

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Codebook",
    "CodedArticle",
    "Evidence",
    "Prediction",
    "RelationClassifier",
    "RelclfError",
    "__version__",
    "read_articles",
    "read_coded",
]

_MODULES = {
    "Article": "articles",
    "CodedArticle": "articles",
    "Codebook": "codebook",
    "Evidence": "articles",
    "Prediction": "prediction",
    "RelationClassifier": "classifier",
    "RelclfError": "errors",
    "read_articles": "readers",
    "read_coded": "readers",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'relclf' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"relclf.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
