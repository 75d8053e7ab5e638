"""Every interface returns the same verdicts, to the last bit, for the same 100,000 paragraphs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa

from adsift import Classifier
from conftest import PARAGRAPHS, Exact, exact, exact_rows, two_workers

Expected = dict[int, list[Exact]]


def test_verdicts_vary(by_cli: Expected) -> None:
    verdicts = [verdict for article in by_cli.values() for verdict in article]
    assert len(verdicts) == PARAGRAPHS
    sponsored = sum(label == "sponsored" for _, _, label, _, _ in verdicts)
    unreliable = sum(not reliable for *_, reliable in verdicts)
    assert 0.05 < sponsored / PARAGRAPHS < 0.6 and unreliable > 1000
    assert len({probability for *_, probability, _ in verdicts}) > 10_000


def test_single_texts(by_cli: Expected, texts: list[str]) -> None:
    classifier = Classifier.default()
    found = {at: [exact(one) for one in classifier.classify(text)] for at, text in enumerate(texts)}
    assert found == by_cli


def test_one_batch(by_cli: Expected, articles: pa.Table) -> None:
    (batch,) = articles.to_batches()
    assert exact_rows(Classifier.default().classify_batch(batch)) == by_cli


def test_batches_of_several_sizes_on_threads(by_cli: Expected, articles: pa.Table) -> None:
    classifier = Classifier.default()
    batches = articles.slice(0, 3_000).to_batches(7) + articles.slice(3_000).to_batches(1_111)
    found: Expected = {}
    with ThreadPoolExecutor(3) as threads:
        for rows in threads.map(classifier.classify_batch, batches):
            found |= exact_rows(rows)
    assert found == by_cli


def test_spark(by_cli: Expected, spark: Any, parquet: Path) -> None:
    import adsift.spark

    pages = spark.read.parquet(str(parquet)).repartition(5)
    found = adsift.spark.classify(pages, id="id").toArrow()
    assert exact_rows(found) == by_cli


def test_ray(by_cli: Expected, ray: Any, parquet: Path) -> None:
    import adsift.ray

    classified = ray.data.read_parquet(str(parquet)).map_batches(
        adsift.ray.Classify, batch_format="pyarrow", fn_constructor_kwargs={"id": "id"}, **two_workers()
    )
    found: Expected = {}
    for batch in classified.iter_batches(batch_format="pyarrow", batch_size=None):
        found |= exact_rows(batch)
    assert found == by_cli
