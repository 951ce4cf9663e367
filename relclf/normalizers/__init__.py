"""The steps of the text normalisers; `relclf.normalize` is what callers use."""
