"""Measures a folder of Parquet: batches on one and two threads, Spark on two executors, Ray with two workers.

    python benches/python/throughput.py FOLDER [--text text] [--id url] [--only batches,threads,spark,ray]

The files have a text column and an id column. Each interface classifies all of them and keeps no verdict: Spark writes
to its `noop` sink, and once to Parquet. The start of Spark and Ray is not counted, nor is Ray's first job. Prints the
best of three runs, in seconds and MB of text per second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from adsift import Classifier

RECORDS = [1_000, 10_000, 50_000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--id", default="url")
    parser.add_argument("--only", default="batches,threads,spark,ray")
    parser.add_argument("--memory", type=int, default=2048, help="memory of each Spark executor, in MB")
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    files = sorted(args.folder.glob("*.parquet"))
    columns = [args.id, args.text]
    size = sum(
        pa.compute.sum(pa.compute.binary_length(batch[args.text])).as_py() or 0
        for file in files
        for batch in pa.parquet.ParquetFile(file).iter_batches(columns=columns)
    )
    print(f"{args.folder}: {len(files)} files, {size / 1e6:.1f} MB of text")

    def measure(name: str, work: Callable[[], object], runs: int = args.runs) -> None:
        seconds = []
        for _ in range(runs):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
        print(f"{name:40} {min(seconds):8.2f} s {size / min(seconds) / 1e6:8.1f} MB/s", flush=True)

    interfaces = args.only.split(",")
    if "batches" in interfaces or "threads" in interfaces:
        classifier = Classifier.default()

        def classify(file: Path, records: int) -> None:
            for batch in pa.parquet.ParquetFile(file).iter_batches(records, columns=columns):
                classifier.classify_batch(batch, args.text, args.id)

        for records in RECORDS if "batches" in interfaces else []:
            measure(f"batches of {records}", lambda: [classify(file, records) for file in files])
        for records in RECORDS if "threads" in interfaces else []:
            with ThreadPoolExecutor(2) as threads:
                both = lambda: list(threads.map(lambda file: classify(file, records), files))  # noqa: E731
                measure(f"two threads, batches of {records}", both)
    if "spark" in interfaces:
        spark(args, measure)
    if "ray" in interfaces:
        ray(args, measure)


def spark(args: argparse.Namespace, measure: Callable[..., None]) -> None:
    import pyspark
    from pyspark.sql import SparkSession

    import adsift.spark

    os.environ.update(
        SPARK_LOCAL_IP="127.0.0.1",
        SPARK_LOCAL_HOSTNAME="localhost",
        SPARK_HOME=str(Path(pyspark.__file__).parent),
        PYSPARK_PYTHON=sys.executable,
    )
    builder = SparkSession.builder.master(f"local-cluster[2,1,{args.memory}]")
    builder = builder.config("spark.executor.memory", f"{args.memory}m").config("spark.ui.enabled", "false")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    pages = session.read.parquet(str(args.folder))
    print(f"spark: {pages.rdd.getNumPartitions()} partitions")

    def classify() -> None:
        classified = adsift.spark.classify(pages, args.text, args.id)
        classified.write.format("noop").mode("overwrite").save()

    # The workers start and read the model in this job.
    measure("spark, the first job", classify, 1)
    out = tempfile.mkdtemp()
    classified = adsift.spark.classify(pages, args.text, args.id)
    measure("spark, to Parquet", lambda: classified.write.mode("overwrite").parquet(out))
    shutil.rmtree(out)
    for records in RECORDS:
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", records)
        measure(f"spark, batches of {records}", classify)
    measure("spark, reading only", lambda: pages.write.format("noop").mode("overwrite").save())
    session.stop()


def ray(args: argparse.Namespace, measure: Callable[..., None]) -> None:
    import ray

    import adsift.ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False

    def classify(records: int) -> None:
        pages = ray.data.read_parquet(str(args.folder), columns=[args.id, args.text])
        classified = pages.map_batches(
            adsift.ray.Classify,
            batch_format="pyarrow",
            batch_size=records,
            fn_constructor_kwargs={"text": args.text, "id": args.id},
            compute=ray.data.ActorPoolStrategy(size=2),
            num_cpus=0.5,
        )
        for _ in classified.iter_internal_ref_bundles():
            pass

    classify(RECORDS[0])
    for records in RECORDS:
        measure(f"ray, batches of {records}", lambda: classify(records))
    ray.shutdown()


if __name__ == "__main__":
    main()
