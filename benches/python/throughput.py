"""Seconds for a folder of Parquet: batches in one thread and in two, Spark on two executors, Ray with two workers.

    python benches/python/throughput.py FOLDER [--text text] [--id url] [--only batches,threads,spark,ray]

The folder's files have a column of texts and one of ids. Every way judges all of it and keeps no verdict: Spark writes to its
`noop` sink, and once to Parquet. Starting Spark and Ray is not counted, and Ray's first job is not. The best of three runs is told, in MB of text a second.
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
    parser.add_argument("--memory", type=int, default=2048, help="MB of each of Spark's executors")
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

    def told(name: str, work: Callable[[], object], runs: int = args.runs) -> None:
        seconds = []
        for _ in range(runs):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
        print(f"{name:40} {min(seconds):8.2f} s {size / min(seconds) / 1e6:8.1f} MB/s", flush=True)

    ways = args.only.split(",")
    if "batches" in ways or "threads" in ways:
        classifier = Classifier.default()

        def judge(file: Path, records: int) -> None:
            for batch in pa.parquet.ParquetFile(file).iter_batches(records, columns=columns):
                classifier.classify_batch(batch, args.text, args.id)

        for records in RECORDS if "batches" in ways else []:
            told(f"batches of {records}", lambda: [judge(file, records) for file in files])
        for records in RECORDS if "threads" in ways else []:
            with ThreadPoolExecutor(2) as threads:
                told(f"two threads, batches of {records}", lambda: list(threads.map(lambda f: judge(f, records), files)))
    if "spark" in ways:
        spark(args, told)
    if "ray" in ways:
        ray(args, told)


def spark(args: argparse.Namespace, told: Callable[..., None]) -> None:
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

    def judge() -> None:
        judged = adsift.spark.classify(pages, args.text, args.id)
        judged.write.format("noop").mode("overwrite").save()

    # Workers start here, and read the model.
    told("spark, the first job", judge, 1)
    out = tempfile.mkdtemp()
    judged = adsift.spark.classify(pages, args.text, args.id)
    told("spark, to Parquet", lambda: judged.write.mode("overwrite").parquet(out))
    shutil.rmtree(out)
    for records in RECORDS:
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", records)
        told(f"spark, batches of {records}", judge)
    told("spark, read and no more", lambda: pages.write.format("noop").mode("overwrite").save())
    session.stop()


def ray(args: argparse.Namespace, told: Callable[..., None]) -> None:
    import ray

    import adsift.ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False

    def judge(records: int) -> None:
        pages = ray.data.read_parquet(str(args.folder), columns=[args.id, args.text])
        judged = pages.map_batches(
            adsift.ray.Classify,
            batch_format="pyarrow",
            batch_size=records,
            fn_constructor_kwargs={"text": args.text, "id": args.id},
            compute=ray.data.ActorPoolStrategy(size=2),
            num_cpus=0.5,
        )
        for _ in judged.iter_internal_ref_bundles():
            pass

    judge(RECORDS[0])
    for records in RECORDS:
        told(f"ray, batches of {records}", lambda: judge(records))
    ray.shutdown()


if __name__ == "__main__":
    main()
