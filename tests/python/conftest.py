"""Fixtures of several tests: the command line, generated articles, Spark, Ray."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PARAGRAPHS = 100_000


def two_workers() -> dict[str, Any]:
    """Return the options of two Ray actors that leave Ray a core to read data."""
    import ray.data

    return {"compute": ray.data.ActorPoolStrategy(size=2), "num_cpus": 0.5}


NEWS = (
    "the council officials bridge on Tuesday said police court report city voted minister hospital after "
    "rain river strike workers budget election storm school trial mayor county announced killed"
).split()
PAID = (
    "order now save 50% your first box free shipping today offer code SUBSCRIBE learn more exclusive "
    "deal guarantee trial delivered discount shop sponsored by our partner love results"
).split()
ODD = ["—", "“quoted”", "Über", "naïve", "1,400", "🦊", "日本語", "раураl", "e\u0301", "\u200b", "don't", "\tA", "$9.99"]
LINES = ["Sponsored by Marlowe & Finch", "(ad)", "Advertisement", "Read more", "42", "—"]


def generated_texts(paragraphs: int, seed: int = 7) -> list[str]:
    """Return articles with this total number of paragraphs: plain sentences, odd characters and short lines."""
    rng = random.Random(seed)
    texts, left = [], paragraphs
    while left > 0:
        count = min(left, rng.randint(1, 12))
        left -= count
        kind = rng.random()
        parts = []
        for _ in range(count):
            if rng.random() < 0.05:
                parts.append(rng.choice(LINES))
                continue
            words = rng.choices(PAID if rng.random() < kind * 0.6 else NEWS, k=rng.randint(4, 50))
            for at in range(0, len(words), 17):
                words[at] = rng.choice(ODD) if rng.random() < 0.3 else words[at].capitalize()
            parts.append(" ".join(words) + rng.choice([".", "!", "?", "…", ""]))
        texts.append(rng.choice(["\n\n", "\n \n"]).join(parts) if count > 1 else parts[0])
    return texts


#: An exact verdict: start, end, label, probability in hexadecimal, reliable.
Exact = tuple[int, int, str, str, bool]


def exact(verdict: Any) -> Exact:
    of = verdict.get if isinstance(verdict, dict) else lambda name: getattr(verdict, name)
    return of("start"), of("end"), of("label"), of("probability").hex(), of("reliable")


def exact_rows(table: pa.Table | pa.RecordBatch, id: str = "id") -> dict[Any, list[Exact]]:
    rows = zip(table.column(id).to_pylist(), table.column("verdicts").to_pylist())
    return {name: [exact(verdict) for verdict in verdicts] for name, verdicts in rows}


@pytest.fixture(scope="session")
def cli() -> Path:
    """The program that was built from the same sources."""
    named = os.environ.get("ADSIFT_BIN")
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    for path in [Path(named)] if named else [target / build / "adsift" for build in ("release", "debug")]:
        if path.is_file():
            return path
    pytest.skip("no adsift program: run `cargo build --release`, or set ADSIFT_BIN to its path")


@pytest.fixture(scope="session")
def texts() -> list[str]:
    return generated_texts(PARAGRAPHS)


@pytest.fixture(scope="session")
def articles(texts: list[str]) -> pa.Table:
    return pa.table({"id": pa.array(range(len(texts)), pa.int64()), "text": texts})


@pytest.fixture(scope="session")
def parquet(articles: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the articles in four Parquet files."""
    folder = tmp_path_factory.mktemp("parquet")
    rows = len(articles) // 4 + 1
    for part in range(4):
        pyarrow.parquet.write_table(articles.slice(part * rows, rows), folder / f"part-{part}.parquet")
    return folder


@pytest.fixture(scope="session")
def by_cli(cli: Path, texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Exact]]:
    """The verdicts of the command line on the same articles, by id."""
    lines = tmp_path_factory.mktemp("cli") / "articles.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for at, text in enumerate(texts):
            file.write(json.dumps({"id": at, "text": text}) + "\n")
    printed = subprocess.run(
        [cli, "classify", lines, "-f", "jsonl", "-j", "2"], capture_output=True, check=True
    ).stdout
    verdicts: dict[int, list[Exact]] = {at: [] for at in range(len(texts))}
    for line in printed.splitlines():
        verdict = json.loads(line)
        verdicts[verdict["id"]].append(exact(verdict))
    assert sum(map(len, verdicts.values())) == PARAGRAPHS
    return verdicts


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session with two executors, each a process with its own Python worker."""
    pyspark = pytest.importorskip("pyspark")
    os.environ.update(
        SPARK_LOCAL_IP="127.0.0.1",
        SPARK_LOCAL_HOSTNAME="localhost",
        SPARK_HOME=str(Path(pyspark.__file__).parent),
        PYSPARK_PYTHON=sys.executable,
    )
    # Executors must import the installed package, not a folder of this process.
    os.environ.pop("PYTHONPATH", None)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def ray() -> Iterator[Any]:
    """A cluster of two cores."""
    ray = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()
