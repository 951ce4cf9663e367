"""Coding with fewer errors and less work: which codes to check, which articles to code next."""
