"""The model folder: what is saved with a model, and the checks when it is loaded."""
from pathlib import Path
SHIPPED="embedded"
def shipped_folder(name): return Path(__file__).parent/"models"/name
