"""Predictions by many workers: Ray Data predicts shards of files, or the rows of a dataset."""

from relclf.distributed.dataset import predict
from relclf.distributed.engine import predict_on_ray
from relclf.distributed.loading import ModelLoader
from relclf.distributed.located import located_reader

__all__ = ["ModelLoader", "located_reader", "predict", "predict_on_ray"]
