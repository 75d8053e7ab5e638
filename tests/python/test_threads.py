"""Several threads use a classifier at once, and the interpreter is free meanwhile."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from adsift import Classifier
from conftest import generated_texts


def test_python_runs_while_a_batch_is_classified() -> None:
    classifier = Classifier.default()
    texts = ["\n\n".join(generated_texts(2_000))] * 100
    articles = pa.record_batch({"text": texts})
    done = threading.Event()

    def classify() -> None:
        classifier.classify_batch(articles, id=None)
        done.set()

    thread = threading.Thread(target=classify)
    start = time.perf_counter()
    thread.start()
    began, ticks = time.perf_counter(), 0
    while not done.is_set():
        time.sleep(0.001)
        ticks += 1
    thread.join()
    took = time.perf_counter() - start
    # If the batch held the interpreter, this thread would run only after the batch.
    assert took > 0.1, "the batch is too small for this test"
    assert ticks > 20 and began - start < took / 2


def test_threads_share_a_classifier_and_get_the_same_verdicts() -> None:
    classifier = Classifier.default()
    texts = generated_texts(2_000)
    expected = [classifier.classify(text) for text in texts]
    articles = pa.table({"text": texts})
    batch = classifier.classify_batch(articles, id=None)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(classifier.classify, texts)) == expected
        for rows in threads.map(lambda _: classifier.classify_batch(articles, id=None), range(8)):
            assert rows.equals(batch)
