"""Articles in Spark: a data frame in, one of verdicts or of clean texts out, by ``mapInArrow``.

adsift must be installed where the executors are. The model is that of its wheel, or a file that the driver reads
and broadcasts; a Python worker reads it once, however many tasks it has.

>>> import adsift.spark                                                     # doctest: +SKIP
>>> judged = adsift.spark.classify(spark.read.parquet("crawl/"))            # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyspark.errors import PySparkException
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    CharType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
    VarcharType,
)

from adsift._adsift import Classifier
from adsift.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.core.broadcast import Broadcast
    from pyspark.sql import DataFrame

#: What is said of a paragraph.
VERDICT = StructType(
    [
        StructField("start", LongType(), False),
        StructField("end", LongType(), False),
        StructField("label", StringType(), False),
        StructField("probability", DoubleType(), False),
        StructField("reliable", BooleanType(), False),
    ]
)

_COUNTS = [
    StructField("paragraphs", LongType()),
    StructField("sponsored", LongType()),
    StructField("paid_share", DoubleType()),
    StructField("error", StringType()),
]


def classify(
    df: DataFrame,
    text: str = "text",
    id: str | None = "url",
    model: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
) -> DataFrame:
    """A row of verdicts for every article of a data frame.

    ``text`` and ``id`` name its columns; an ``id`` of any type is handed on, and may be None. The columns that come back
    are those of :meth:`adsift.Classifier.classify_batch`: the id, ``verdicts``, ``paragraphs``, ``sponsored``,
    ``paid_share`` and ``error``. A text that is null has nulls; one that is over a limit, an ``error``.

    ``model`` is a path that the driver reads, or None for the model of the wheel.
    """
    verdicts = StructField("verdicts", ArrayType(VERDICT, False))
    return _judged(df, text, id, model, threshold, verdicts)


def clean(
    df: DataFrame,
    text: str = "text",
    id: str | None = "url",
    model: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
) -> DataFrame:
    """Every article of a data frame without its sponsored paragraphs, in a column ``clean``.

    All else is as with :func:`classify`.
    """
    return _judged(df, text, id, model, threshold, StructField("clean", StringType()))


def _judged(
    df: DataFrame,
    text: str,
    id: str | None,
    model: str | os.PathLike[str] | None,
    threshold: float | None,
    made: StructField,
) -> DataFrame:
    # Nothing else need go to Python, where names may not have a dot in them.
    kept = {} if id is None else {"id": _column(df, id)}
    columns = [*kept.values(), _column(df, text)]
    if not isinstance(columns[-1].dataType, (StringType, CharType, VarcharType)):
        holds = columns[-1].dataType.simpleString()
        raise InputError(
            f'data frame, column "{text}": holds {holds} and no text; name another column, or cast it to strings'
        )
    articles = df.select(*("`" + column.name.replace("`", "``") + "`" for column in columns))
    articles = articles.toDF(*kept, "text")
    # A bad model or threshold is better known here than in a task.
    if model is None:
        Classifier.default(threshold=threshold)
        sent, digest = None, None
    else:
        content = Classifier.load(model, threshold=threshold).to_bytes()
        sent, digest = _send(df, content), hashlib.sha256(content).hexdigest()
    is_clean = made.name == "clean"
    id_column = None if id is None else "id"

    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        classifier = _classifier(digest, threshold, sent)
        for batch in batches:
            yield classifier.classify_batch(
                batch, "text", id_column, verdicts=not is_clean, clean=is_clean
            )

    made_of = [made, *_COUNTS]
    handed_on = [StructField(name, of.dataType, of.nullable, of.metadata) for name, of in kept.items()]
    judged = articles.mapInArrow(judge, StructType([*handed_on, *made_of]))
    return judged.toDF(*(field.name for field in [*kept.values(), *made_of]))


def _column(df: DataFrame, name: str) -> StructField:
    found = [field for field in df.schema.fields if field.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f'data frame: column "{name}" is there twice; rename one of the two')
    there = ", ".join(f'"{field.name}"' for field in df.schema.fields)
    raise InputError(f'data frame: no column "{name}"; there are {there or "none"}')


def _send(df: DataFrame, content: bytes) -> Broadcast[bytes] | bytes:
    """The bytes as tasks get them: once an executor or, where Spark Connect knows no broadcast, once a task."""
    try:
        return df.sparkSession.sparkContext.broadcast(content)
    except PySparkException:
        return content


#: The classifiers of this process, by their model's digest and their threshold. They outlive a task.
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
