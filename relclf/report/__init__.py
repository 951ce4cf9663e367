"""The evaluation report: figures, plots and the errors worth reading, as one page."""
