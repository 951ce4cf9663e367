"""Training: splits, configuration, data, losses and recipes."""
