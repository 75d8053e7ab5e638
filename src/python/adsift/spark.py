"""Classifies articles in Spark: a data frame in, a data frame of verdicts or clean texts out, by ``mapInArrow``.

adsift must be installed on the executors. The model is the default model in the wheel, or a file that the driver
reads and broadcasts. Each Python worker reads the model once, however many tasks it runs.

>>> import adsift.spark                                                     # doctest: +SKIP
>>> classified = adsift.spark.classify(spark.read.parquet("crawl/"))        # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import ArrayType, CharType, StringType, StructField, StructType, VarcharType

from adsift._adsift import Classifier
from adsift.errors import InputError

if TYPE_CHECKING:
    from pyspark.core.broadcast import Broadcast
    from pyspark.sql import DataFrame


def classify(
    df: DataFrame,
    text: str = "text",
    id: str | None = "url",
    model: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
) -> DataFrame:
    """Return one row of verdicts for each article of a data frame.

    ``text`` and ``id`` name columns; the id has any type and is copied unchanged, or is None. The result has the
    columns of :meth:`adsift.Classifier.classify_batch`: the id, ``verdicts``, ``paragraphs``, ``sponsored``,
    ``paid_share`` and ``error``. A null text has nulls in all columns but the id; an article over a limit has an
    ``error``.

    ``model`` is the path of a model file that the driver reads, or None for the default model.

    Raises :class:`adsift.InputError` if a column is missing or has another type, before a task starts.
    """
    return _classified(df, text, id, model, threshold, is_clean=False)


def clean(
    df: DataFrame,
    text: str = "text",
    id: str | None = "url",
    model: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
) -> DataFrame:
    """Return each article of a data frame without its sponsored paragraphs, in a column ``clean``.

    The column ``clean`` replaces ``verdicts``; everything else is as in :func:`classify`.
    """
    return _classified(df, text, id, model, threshold, is_clean=True)


def _classified(
    df: DataFrame,
    text: str,
    id: str | None,
    model: str | os.PathLike[str] | None,
    threshold: float | None,
    is_clean: bool,
) -> DataFrame:
    # A bad model, threshold or column fails here, not in a task.
    if model is None:
        classifier = Classifier.default(threshold=threshold)
        sent, digest = None, None
    else:
        classifier = Classifier.load(model, threshold=threshold)
        content = classifier.to_bytes()
        sent, digest = _send(df, content), hashlib.sha256(content).hexdigest()
    output = _output_fields(classifier, df.columns, text, id, is_clean)
    kept = {} if id is None else {"id": df.schema[id]}
    text_type = df.schema[text].dataType
    # Checked here and not in Rust, so that the message names Spark's type.
    if not isinstance(text_type, (StringType, CharType, VarcharType)):
        raise InputError(
            f'batch, column "{text}": has the type {text_type.simpleString()} instead of text; '
            "name another column, or cast it to strings"
        )
    # Python gets only these columns, renamed, because a name with a dot does not work there.
    names = [name for name in (id, text) if name is not None]
    articles = df.select(*("`" + name.replace("`", "``") + "`" for name in names)).toDF(*kept, "text")
    id_column = None if id is None else "id"

    def classify_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        classifier = _classifier(digest, threshold, sent)
        for batch in batches:
            yield classifier.classify_batch(
                batch, "text", id_column, verdicts=not is_clean, clean=is_clean
            )

    ids = [StructField(name, field.dataType, field.nullable, field.metadata) for name, field in kept.items()]
    classified = articles.mapInArrow(classify_batches, StructType([*ids, *output]))
    return classified.toDF(*(field.name for field in [*kept.values(), *output]))


def _output_fields(
    classifier: Classifier, columns: Iterable[str], text: str, id: str | None, is_clean: bool
) -> list[StructField]:
    """Return the fields of the output without the id, from the output of an empty batch with these columns.

    Raises :class:`adsift.InputError` if a column is missing or occurs twice.
    """
    empty = pa.schema([(name, pa.string()) for name in columns]).empty_table()
    output = classifier.classify_batch(empty, text, id, verdicts=not is_clean, clean=is_clean)
    fields = from_arrow_schema(output.schema).fields
    return fields if id is None else fields[1:]


def _verdict_type() -> StructType:
    verdicts = _output_fields(Classifier.default(), ["text"], "text", None, is_clean=False)[0].dataType
    assert isinstance(verdicts, ArrayType) and isinstance(verdicts.elementType, StructType)
    return verdicts.elementType


#: The type of a verdict: an element of the column ``verdicts``.
VERDICT = _verdict_type()


def _send(df: DataFrame, content: bytes) -> Broadcast[bytes] | bytes:
    """Send bytes to the tasks: once per executor or, with Spark Connect, which has no broadcast, once per task."""
    try:
        return df.sparkSession.sparkContext.broadcast(content)
    except PySparkException:
        return content


#: The classifiers of this process, by the digest of the model and the threshold. Tasks of one worker share them.
_CLASSIFIERS: dict[tuple[str | None, float | None], Classifier] = {}


def _classifier(
    digest: str | None, threshold: float | None, sent: Broadcast[bytes] | bytes | None
) -> Classifier:
    key = digest, threshold
    if key not in _CLASSIFIERS:
        if sent is None:
            _CLASSIFIERS[key] = Classifier.default(threshold=threshold)
        else:
            content = sent if isinstance(sent, bytes) else sent.value
            _CLASSIFIERS[key] = Classifier.from_bytes(content, threshold=threshold)
    return _CLASSIFIERS[key]
