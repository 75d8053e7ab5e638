"""Batches of Arrow from several sources."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import adsift
from adsift import Classifier
from conftest import exact, exact_rows

NEWS = "The council voted on Tuesday to close the bridge, officials said."
PAID = "Order today and save 50% on your first box! Get your free trial now."
TEXTS = [f"{NEWS}\n\n{PAID}", None, "", f"{NEWS}\nÜber 🦊 {PAID}", "x" * 70_000, PAID]
COLUMNS = ["id", "verdicts", "clean", "paragraphs", "sponsored", "paid_share", "error"]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.default()


def batch(type: pa.DataType = pa.string()) -> pa.RecordBatch:
    ids = pa.array([f"a{at}" for at in range(len(TEXTS))])
    texts = pa.array(TEXTS, type)
    return pa.record_batch({"id": ids, "text": texts})


def test_returns_a_batch_for_a_batch_and_a_table_for_a_table(classifier: Classifier) -> None:
    classified = classifier.classify_batch(batch(), clean=True)
    assert isinstance(classified, pa.RecordBatch) and classified.schema.names == COLUMNS
    table = classifier.classify_batch(pa.Table.from_batches([batch(), batch().slice(2, 2)]), clean=True)
    assert isinstance(table, pa.Table) and table.schema == classified.schema
    assert table.to_pylist() == classified.to_pylist() + classified.to_pylist()[2:4]
    assert [len(chunk) for chunk in table["id"].chunks] == [6, 2]


def test_rows_equal_the_verdicts_of_single_texts(classifier: Classifier) -> None:
    rows = classifier.classify_batch(batch(), clean=True).to_pylist()
    for row, text in zip(rows, TEXTS):
        if text is None or len(text) == 70_000:
            rejected = "paragraph 1 has more than 65536 bytes; split it by a blank line"
            assert row.pop("error") == (text and rejected)
            assert set(row.values()) == {row["id"], None}
            continue
        verdicts = classifier.classify(text)
        assert [exact(verdict) for verdict in row["verdicts"]] == [exact(verdict) for verdict in verdicts]
        assert row["clean"] == classifier.clean(text)
        sponsored = [verdict for verdict in verdicts if verdict.label == "sponsored"]
        assert (row["paragraphs"], row["sponsored"]) == (len(verdicts), len(sponsored))
        total = sum(verdict.end - verdict.start for verdict in verdicts) or 1
        assert row["paid_share"] == sum(verdict.end - verdict.start for verdict in sponsored) / total
        assert row["error"] is None


STRINGS = [pa.large_string(), pa.dictionary(pa.int8(), pa.string())]
if hasattr(pa, "string_view"):  # since 16
    STRINGS.append(pa.string_view())


@pytest.mark.parametrize("type", STRINGS, ids=str)
def test_reads_every_string_type(classifier: Classifier, type: pa.DataType) -> None:
    expected = classifier.classify_batch(batch(), clean=True).to_pylist()
    assert classifier.classify_batch(batch(type), clean=True).to_pylist() == expected
    assert classifier.classify_batch(batch(type).slice(3, 2), clean=True).to_pylist() == expected[3:5]


def test_reads_slices(classifier: Classifier) -> None:
    whole = classifier.classify_batch(batch())
    assert classifier.classify_batch(batch().slice(3, 2)).to_pylist() == whole.slice(3, 2).to_pylist()


def test_empty_batches_and_nulls_keep_the_columns(classifier: Classifier) -> None:
    expected = classifier.classify_batch(batch(), clean=True).schema
    for empty in [batch().slice(0, 0), pa.Table.from_batches([], schema=batch().schema)]:
        classified = classifier.classify_batch(empty, clean=True)
        assert (classified.num_rows, classified.schema) == (0, expected)
    nulls = classifier.classify_batch(pa.record_batch({"text": pa.nulls(2)}), id=None)
    assert nulls["paragraphs"].null_count == 2


def test_returns_the_requested_columns(classifier: Classifier) -> None:
    articles = batch().rename_columns(["a.url", "body"])
    classified = classifier.classify_batch(articles, "body", "a.url", verdicts=False)
    assert classified.schema.names == ["a.url", *COLUMNS[3:]]
    classified = classifier.classify_batch(articles, text="body", id=None)
    assert classified.schema.names == ["verdicts", *COLUMNS[3:]]


@pytest.mark.parametrize(
    "ids",
    [
        pa.array(range(6), pa.uint64()),
        pa.array([{"host": "a", "at": None}] * 6),
        pa.array([[1], None, [], [2], [3], [4]]),
        pa.array([b"\xff", None, b"", b"d", b"e", b"f"]),
        pa.array([0, 1, None, 3, 4, 5], pa.timestamp("us", "UTC")),
    ],
    ids=lambda ids: str(ids.type),
)
def test_ids_of_any_type_are_copied(classifier: Classifier, ids: pa.Array) -> None:
    articles = pa.record_batch({"id": ids, "text": pa.array(TEXTS)})
    assert classifier.classify_batch(articles)["id"].equals(ids)


def test_columns_reach_rust_and_return_without_a_copy(classifier: Classifier) -> None:
    for articles in [batch(), batch().slice(1, 3)]:
        classified = classifier.classify_batch(articles, id="text", verdicts=False)
        addresses = [buffer and buffer.address for buffer in articles["text"].buffers()]
        assert addresses[2] == classified["text"].buffers()[2].address


def test_reads_any_object_with_a_stream(classifier: Classifier) -> None:
    class Stream:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return pa.Table.from_batches([batch()]).__arrow_c_stream__(requested_schema)

    reader = pa.RecordBatchReader.from_batches(batch().schema, iter([batch()]))
    expected = exact_rows(classifier.classify_batch(batch().slice(2, 2)))
    for stream in [Stream(), reader]:
        classified = classifier.classify_batch(stream)
        assert isinstance(classified, pa.Table)
        assert exact_rows(classified.slice(2, 2)) == expected


def test_error_of_a_stream_becomes_an_exception(classifier: Classifier) -> None:
    def batches() -> Any:
        yield batch()
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(batch().schema, batches())
    with pytest.raises(adsift.InputError, match="the disk is gone"):
        classifier.classify_batch(reader)


def test_refuses_invalid_utf_8(classifier: Classifier) -> None:
    offsets = pa.py_buffer(b"\0\0\0\0\2\0\0\0")
    bad = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"\xff\xfe")])
    for articles in [pa.record_batch([bad], ["text"]), pa.table([bad], ["text"])]:
        with pytest.raises(adsift.InputError, match="^batch: cannot be read as Arrow .*Invalid UTF8"):
            classifier.classify_batch(articles, id=None)


def test_missing_columns_are_listed_with_the_option_that_helps(classifier: Classifier) -> None:
    there = 'there are "id", "text"'
    with pytest.raises(adsift.InputError, match=f'^batch: no column "body"; {there}; .* text='):
        classifier.classify_batch(batch(), text="body")
    with pytest.raises(adsift.InputError, match=f'^batch: no column "url"; {there}; .* id=, or use id=None$'):
        classifier.classify_batch(batch(), id="url")


def test_refuses_other_objects(classifier: Classifier) -> None:
    with pytest.raises(TypeError, match="expected a pyarrow.RecordBatch or Table.* and found list"):
        classifier.classify_batch(TEXTS)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="Expected Struct type from __arrow_c_array__, found Utf8"):
        classifier.classify_batch(pa.array(TEXTS))  # type: ignore[call-overload]
