"""Spark on two executors, also when one of them or its Python workers are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import adsift
from adsift import Classifier

pytest.importorskip("pyspark")

import adsift.spark  # noqa: E402

PAGE = "The council met on Tuesday.\n\nOrder now and save 50% on your first box!"
NEWS = "The council met on Tuesday."


@pytest.fixture(scope="module")
def pages(spark: Any) -> Any:
    rows = [("a", 1, PAGE, "x"), ("b", None, None, "x"), ("c", 3, "", "x"), ("d", 4, "x" * 70_000, "x")]
    return spark.createDataFrame(rows, "url string, n int, text string, other string").repartition(3)


def rows_of(classified: Any, by: str = "url") -> list[dict[str, Any]]:
    return sorted((row.asDict(recursive=True) for row in classified.collect()), key=lambda row: str(row[by]))


def test_returns_a_row_for_every_article(pages: Any) -> None:
    classified = adsift.spark.classify(pages)
    assert classified.columns == ["url", "verdicts", "paragraphs", "sponsored", "paid_share", "error"]
    assert classified.schema["verdicts"].dataType.elementType == adsift.spark.VERDICT
    rows = rows_of(classified)
    texts = [PAGE, None, "", "x" * 70_000]
    expected = Classifier.default().classify_batch(pa.table({"url": list("abcd"), "text": texts}), id="url")
    assert rows == expected.to_pylist()
    assert rows[3]["error"].startswith("paragraph 1 has more than 65536 bytes")


def test_cleans_texts(pages: Any) -> None:
    cleaned = adsift.spark.clean(pages, id="url")
    assert cleaned.columns == ["url", "clean", "paragraphs", "sponsored", "paid_share", "error"]
    assert [row["clean"] for row in rows_of(cleaned)] == [NEWS, None, "", None]


def test_any_column_or_none_can_be_the_id(spark: Any, pages: Any) -> None:
    from pyspark.sql import functions as F

    odd = pages.select(
        F.struct("n", F.array("url")).alias("a.`b"), F.col("text").alias("the.text"), F.lit(1).alias("other")
    )
    classified = adsift.spark.classify(odd, text="the.text", id="a.`b")
    assert classified.schema["a.`b"] == odd.schema["a.`b"]
    found = {row["a.`b"]["col2"][0] if "col2" in row["a.`b"] else row["a.`b"][1][0] for row in classified.collect()}
    assert found == set("abcd")
    assert [row["n"] for row in rows_of(adsift.spark.clean(pages, id="n"), "n")] == [1, 3, 4, None]
    assert adsift.spark.clean(pages, id=None).columns[0] == "clean"
    assert adsift.spark.clean(pages, id="text").where("text = ''").count() == 1


def test_only_the_driver_reads_a_model_file(pages: Any, tmp_path: Path) -> None:
    model = tmp_path / "my.adsift"
    adsift.train("data/starter.csv", model, bits=16)
    classified = adsift.spark.classify(pages, model=model, threshold=0.25)
    model.unlink()
    (row,) = classified.where("url = 'a'").collect()
    assert row.error is None
    assert [verdict.probability for verdict in row.verdicts] != [
        verdict.probability for verdict in Classifier.default().classify(PAGE)
    ]
    assert all((verdict.probability >= 0.25) == (verdict.label == "sponsored") for verdict in row.verdicts)


def test_reads_large_strings(spark: Any, pages: Any) -> None:
    setting = "spark.sql.execution.arrow.useLargeVarTypes"
    spark.conf.set(setting, "true")
    try:
        assert rows_of(adsift.spark.clean(pages))[0]["clean"] == NEWS
    finally:
        spark.conf.unset(setting)


def test_errors_are_reported_before_a_task_starts(pages: Any) -> None:
    listed = 'there are "url", "n", "text", "other"'
    with pytest.raises(adsift.InputError, match=f'^batch: no column "body"; {listed}; .* text=$'):
        adsift.spark.classify(pages, text="body")
    with pytest.raises(adsift.InputError, match='^batch: no column "id"; .* id=, or use id=None$'):
        adsift.spark.classify(pages, id="id")
    with pytest.raises(adsift.InputError, match='^batch, column "n": has the type int instead of text; '):
        adsift.spark.classify(pages, text="n")
    with pytest.raises(adsift.InputError, match='column "url" .* twice'):
        adsift.spark.classify(pages.select("url", "text", "url"))
    with pytest.raises(FileNotFoundError, match="no/such"):
        adsift.spark.classify(pages, model="no/such")
    with pytest.raises(adsift.SettingError, match="threshold"):
        adsift.spark.classify(pages, threshold=2.0)


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from descendants(child)


def executor(root: int) -> list[int]:
    """Return one of the two executors."""
    return [process for process in descendants(root) if "CoarseGrainedExecutorBackend" in command(process)][:1]


def python_workers(root: int) -> list[int]:
    """Return the Python workers of one executor: the children of its daemon, some of them idle."""
    daemons = [process for process in descendants(root) if "pyspark.daemon" in command(process)]
    families = (list(descendants(daemon)) for daemon in daemons)
    return next(family for family in families if family)


@pytest.mark.parametrize("victims", [python_workers, executor], ids=["python", "executor"])
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc, which only Linux has")
def test_killed_worker_loses_no_row(spark: Any, tmp_path: Path, victims: Callable[[int], list[int]]) -> None:
    rows = 400
    started = str(tmp_path)

    def slowly(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            Path(started, f"{os.getpid()}-{time.monotonic_ns()}").touch()
            time.sleep(0.5)
            yield batch

    numbers = spark.range(rows, numPartitions=16)
    texts = numbers.selectExpr("id", f"concat('Paragraph ', id, '.\\n\\n', '{PAGE.splitlines()[-1]}') as text")
    classified = adsift.spark.classify(texts.mapInArrow(slowly, texts.schema), id="id")
    found: list[pa.Table] = []
    job = threading.Thread(target=lambda: found.append(classified.toArrow()))
    root = spark.sparkContext._gateway.proc.pid
    job.start()
    deadline = time.monotonic() + 60
    while len(os.listdir(started)) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    processes = victims(root)
    assert job.is_alive() and processes
    for victim in processes:
        with contextlib.suppress(ProcessLookupError):  # an idle worker may have ended
            os.kill(victim, signal.SIGKILL)
    job.join(120)
    assert not job.is_alive() and found, "the job failed or did not end"
    assert len(os.listdir(started)) > 16, "no task ran again: the kill lost no work"
    expected = Classifier.default().classify_batch(
        pa.table({
            "id": range(rows),
            "text": [f"Paragraph {at}.\n\n{PAGE.splitlines()[-1]}" for at in range(rows)],
        })
    )
    assert found[0].sort_by("id").to_pylist() == expected.to_pylist()
