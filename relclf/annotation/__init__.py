"""Exchange with annotation tools: Label Studio, doccano, Argilla and spreadsheets.

Only JSON, XML and CSV are written and read; no tool's package is needed.
"""
