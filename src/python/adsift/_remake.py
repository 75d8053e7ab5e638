"""A classifier out of a pickle."""

from __future__ import annotations

from adsift._adsift import Classifier


def remake(model: bytes | None, threshold: float | None) -> Classifier:
    """By these bytes of a model, or by the one of the wheel."""
    if model is None:
        return Classifier.default(threshold=threshold)
    return Classifier.from_bytes(model, threshold=threshold)
