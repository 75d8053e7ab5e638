"""Articles in Ray Data: ``ds.map_batches(adsift.ray.Classify, batch_format="pyarrow")``.

Each actor reads its model once. Actors that hold all cores of a cluster leave none to read by, and Ray then waits
for ever: ask for fewer, or for less of a core each, as here.

>>> import ray, adsift.ray  # doctest: +SKIP
>>> judged = ray.data.read_parquet("crawl/").map_batches(  # doctest: +SKIP
...     adsift.ray.Classify, batch_format="pyarrow", num_cpus=0.5,
...     compute=ray.data.ActorPoolStrategy(size=2))
"""

from __future__ import annotations

import os

import pyarrow as pa

from adsift._adsift import Classifier


class Classify:
    """Judges batches of articles: a row of verdicts for every row, with the columns of
    :meth:`adsift.Classifier.classify_batch`.

    ``text`` and ``id`` name columns, ``id`` may be None. ``model`` is the path of one on every worker, the bytes of
    one, or None for the model of the wheel. All of them go through ``fn_constructor_kwargs``.

    >>> import pyarrow as pa
    >>> judge = Classify(id=None)
    >>> judge(pa.table({"text": ["The council met on Tuesday.", None]}))["paragraphs"].to_pylist()
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
        """The batch's verdicts."""
        return self.classifier.classify_batch(
            batch, self.text, self.id, verdicts=not self._CLEAN, clean=self._CLEAN
        )


class Clean(Classify):
    """Judges batches of articles as :class:`Classify` does; a column ``clean`` has the texts without their
    sponsored paragraphs in the place of ``verdicts``.

    >>> import pyarrow as pa
    >>> Clean()(pa.table({"url": ["a"], "text": ["Order now and save 50% on your first box!"]}))["clean"].to_pylist()
    ['']
    """

    _CLEAN = True
