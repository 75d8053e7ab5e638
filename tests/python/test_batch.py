"""Batches of Arrow, whoever made them."""

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


def test_a_batch_for_a_batch_and_a_table_for_a_table(classifier: Classifier) -> None:
    judged = classifier.classify_batch(batch(), clean=True)
    assert isinstance(judged, pa.RecordBatch) and judged.schema.names == COLUMNS
    table = classifier.classify_batch(pa.Table.from_batches([batch(), batch().slice(2, 2)]), clean=True)
    assert isinstance(table, pa.Table) and table.schema == judged.schema
    assert table.to_pylist() == judged.to_pylist() + judged.to_pylist()[2:4]
    assert [len(chunk) for chunk in table["id"].chunks] == [6, 2]


def test_rows_are_what_texts_alone_are(classifier: Classifier) -> None:
    rows = classifier.classify_batch(batch(), clean=True).to_pylist()
    for row, text in zip(rows, TEXTS):
        if text is None or len(text) == 70_000:
            refused = "paragraph 1 has more than 65536 bytes; part it by a blank line, or raise --max-paragraph-bytes"
            assert row.pop("error") == (text and refused)
            assert set(row.values()) == {row["id"], None}
            continue
        verdicts = classifier.classify(text)
        assert [exact(verdict) for verdict in row["verdicts"]] == [exact(verdict) for verdict in verdicts]
        assert row["clean"] == classifier.clean(text)
        sponsored = [verdict for verdict in verdicts if verdict.label == "sponsored"]
        assert (row["paragraphs"], row["sponsored"]) == (len(verdicts), len(sponsored))
        of_all = sum(verdict.end - verdict.start for verdict in verdicts) or 1
        assert row["paid_share"] == sum(verdict.end - verdict.start for verdict in sponsored) / of_all
        assert row["error"] is None


STRINGS = [pa.large_string(), pa.dictionary(pa.int8(), pa.string())]
if hasattr(pa, "string_view"):  # since 16
    STRINGS.append(pa.string_view())


@pytest.mark.parametrize("type", STRINGS, ids=str)
def test_strings_of_every_kind_are_the_same_texts(classifier: Classifier, type: pa.DataType) -> None:
    expected = classifier.classify_batch(batch(), clean=True).to_pylist()
    assert classifier.classify_batch(batch(type), clean=True).to_pylist() == expected
    assert classifier.classify_batch(batch(type).slice(3, 2), clean=True).to_pylist() == expected[3:5]


def test_slices_are_read_from_where_they_start(classifier: Classifier) -> None:
    whole = classifier.classify_batch(batch())
    assert classifier.classify_batch(batch().slice(3, 2)).to_pylist() == whole.slice(3, 2).to_pylist()


def test_nothing_keeps_its_columns(classifier: Classifier) -> None:
    expected = classifier.classify_batch(batch(), clean=True).schema
    for empty in [batch().slice(0, 0), pa.Table.from_batches([], schema=batch().schema)]:
        judged = classifier.classify_batch(empty, clean=True)
        assert (judged.num_rows, judged.schema) == (0, expected)
    nulls = classifier.classify_batch(pa.record_batch({"text": pa.nulls(2)}), id=None)
    assert nulls["paragraphs"].null_count == 2


def test_columns_are_those_asked_for(classifier: Classifier) -> None:
    articles = batch().rename_columns(["a.url", "body"])
    judged = classifier.classify_batch(articles, "body", "a.url", verdicts=False)
    assert judged.schema.names == ["a.url", *COLUMNS[3:]]
    judged = classifier.classify_batch(articles, text="body", id=None)
    assert judged.schema.names == ["verdicts", *COLUMNS[3:]]


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
def test_ids_are_handed_on_whatever_they_are(classifier: Classifier, ids: pa.Array) -> None:
    articles = pa.record_batch({"id": ids, "text": pa.array(TEXTS)})
    assert classifier.classify_batch(articles)["id"].equals(ids)


def test_columns_are_lent_to_rust_and_back_without_a_copy(classifier: Classifier) -> None:
    for articles in [batch(), batch().slice(1, 3)]:
        judged = classifier.classify_batch(articles, id="text", verdicts=False)
        lent = [buffer and buffer.address for buffer in articles["text"].buffers()]
        assert lent[2] == judged["text"].buffers()[2].address


def test_whatever_has_a_stream_will_do(classifier: Classifier) -> None:
    class Stream:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return pa.Table.from_batches([batch()]).__arrow_c_stream__(requested_schema)

    reader = pa.RecordBatchReader.from_batches(batch().schema, iter([batch()]))
    expected = exact_rows(classifier.classify_batch(batch().slice(2, 2)))
    for stream in [Stream(), reader]:
        judged = classifier.classify_batch(stream)
        assert isinstance(judged, pa.Table)
        assert exact_rows(judged.slice(2, 2)) == expected


def test_a_stream_that_fails_is_an_exception(classifier: Classifier) -> None:
    def batches() -> Any:
        yield batch()
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(batch().schema, batches())
    with pytest.raises(adsift.InputError, match="the disk is gone"):
        classifier.classify_batch(reader)


def test_bytes_that_are_no_utf8_are_refused(classifier: Classifier) -> None:
    places = pa.py_buffer(b"\0\0\0\0\2\0\0\0")
    bad = pa.Array.from_buffers(pa.string(), 1, [None, places, pa.py_buffer(b"\xff\xfe")])
    for articles in [pa.record_batch([bad], ["text"]), pa.table([bad], ["text"])]:
        with pytest.raises(adsift.InputError, match="^batch: cannot be read as Arrow .*Invalid UTF8"):
            classifier.classify_batch(articles, id=None)


def test_what_is_no_batch_is_told(classifier: Classifier) -> None:
    with pytest.raises(TypeError, match="RecordBatch or Table is wanted.* and this is a list"):
        classifier.classify_batch(TEXTS)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="Expected Struct type from __arrow_c_array__, found Utf8"):
        classifier.classify_batch(pa.array(TEXTS))  # type: ignore[call-overload]
