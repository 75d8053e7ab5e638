"""Classifies articles in Ray Data: ``ds.map_batches(adsift.ray.Classify, batch_format="pyarrow")``.

Each actor reads its model once. If actors hold all cores of a cluster, Ray has no core to read data and waits
forever: use fewer actors, or less than one core for each, as here.

>>> import ray, adsift.ray  # doctest: +SKIP
>>> classified = ray.data.read_parquet("crawl/").map_batches(  # doctest: +SKIP
...     adsift.ray.Classify, batch_format="pyarrow", num_cpus=0.5,
...     compute=ray.data.ActorPoolStrategy(size=2))
"""

from __future__ import annotations

import os

import pyarrow as pa

from adsift._adsift import Classifier


class Classify:
    """Classifies batches of articles: one row of verdicts for each row, with the columns of
    :meth:`adsift.Classifier.classify_batch`.

    ``text`` and ``id`` name columns; ``id`` may be None. ``model`` is the path of a model file on every worker, the
    bytes of a model, or None for the default model. Pass them as ``fn_constructor_kwargs``.

    >>> import pyarrow as pa
    >>> classify = Classify(id=None)
    >>> classify(pa.table({"text": ["The council met on Tuesday.", None]}))["paragraphs"].to_pylist()
    [1, None]
    """

    _CLEAN = False

    def __init__(
        self,
        text: str = "text",
        id: str | None = "url",
        model: str | os.PathLike[str] | bytes | None = None,
        threshold: float | None = None,
    ) -> None:
        self.text = text
        self.id = id
        if model is None:
            self.classifier = Classifier.default(threshold=threshold)
        elif isinstance(model, bytes):
            self.classifier = Classifier.from_bytes(model, threshold=threshold)
        else:
            self.classifier = Classifier.load(model, threshold=threshold)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return the verdicts of a batch."""
        return self.classifier.classify_batch(
            batch, self.text, self.id, verdicts=not self._CLEAN, clean=self._CLEAN
        )


class Clean(Classify):
    """Cleans batches of articles: like :class:`Classify`, but a column ``clean`` with the texts without their
    sponsored paragraphs replaces the column ``verdicts``.

    >>> import pyarrow as pa
    >>> Clean()(pa.table({"url": ["a"], "text": ["Order now and save 50% on your first box!"]}))["clean"].to_pylist()
    ['']
    """

    _CLEAN = True
