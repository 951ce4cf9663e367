"""Figures of merit: gold arrays, metrics, intervals, summaries and the built-in baseline."""
