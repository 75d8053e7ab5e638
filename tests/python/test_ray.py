"""Ray Data on a cluster of two cores."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import adsift
import adsift.ray
from conftest import two_workers

PAGE = "The council met on Tuesday.\n\nOrder now and save 50% on your first box!"


def rows_of(dataset: Any, by: str = "url") -> list[dict[str, Any]]:
    return sorted(dataset.take_all(), key=lambda row: str(row[by]))


def pages(ray: Any) -> Any:
    texts = [PAGE, None, "", "x" * 70_000] * 25
    urls = [f"a{at:03}" for at in range(100)]
    return ray.data.from_arrow(pa.table({"url": urls, "text": texts})).repartition(8), urls, texts


def test_two_workers_return_a_row_for_every_article(ray: Any) -> None:
    dataset, urls, texts = pages(ray)

    class WithWorker(adsift.ray.Classify):
        """Adds the process that classified each row."""

        def __call__(self, batch: pa.Table) -> pa.Table:
            rows = super().__call__(batch)
            return rows.append_column("worker", pa.array([os.getpid()] * len(rows)))

    rows = rows_of(dataset.map_batches(WithWorker, batch_format="pyarrow", batch_size=5, **two_workers()))
    workers = {row.pop("worker") for row in rows}
    assert len(workers) == 2 and os.getpid() not in workers
    expected = adsift.Classifier.default().classify_batch(pa.table({"url": urls, "text": texts}), id="url")
    assert rows == expected.to_pylist()


def test_cleans_texts_with_a_trained_model(ray: Any, tmp_path: Path) -> None:
    dataset, urls, texts = pages(ray)
    path = tmp_path / "my.adsift"
    adsift.train("data/starter.csv", path, bits=16)
    expected = adsift.Classifier.load(path, threshold=0.3).classify_batch(
        pa.table({"url": urls, "text": texts}), id="url", verdicts=False, clean=True
    )
    for model in (path, path.read_bytes()):
        options = {"model": model, "threshold": 0.3}
        cleaned = dataset.map_batches(
            adsift.ray.Clean, batch_format="pyarrow", fn_constructor_kwargs=options, **two_workers()
        )
        assert rows_of(cleaned) == expected.to_pylist()


def test_bad_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no/such"):
        adsift.ray.Classify(model="no/such")
    with pytest.raises(adsift.ModelError, match="^<bytes>: not an adsift model; train one with adsift.train$"):
        adsift.ray.Clean(model=b"nothing")


def test_missing_column_is_reported_with_the_option_that_helps() -> None:
    with pytest.raises(adsift.InputError, match='^batch: no column "url"; there is "text"; .* id=, or use id=None$'):
        adsift.ray.Classify()(pa.table({"text": [PAGE]}))
