"""Creates a classifier from a pickle.

Pickles of earlier versions name this module and its function, so that both keep their names.
"""

from __future__ import annotations

from adsift._adsift import Classifier


def remake(model: bytes | None, threshold: float | None) -> Classifier:
    """Return a classifier with the model in these bytes, or with the default model for None."""
    if model is None:
        return Classifier.default(threshold=threshold)
    return Classifier.from_bytes(model, threshold=threshold)
