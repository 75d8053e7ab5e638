"""The functions ``train`` and ``evaluate``: labelled CSV, JSON Lines or Parquet in, figures out.

The signatures repeat the defaults of the library, so that ``help`` and editors show them. The test
``test_defaults_are_those_of_the_command_line`` fails if a default differs.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, cast

from adsift import _adsift

Path = Union[str, "os.PathLike[str]"]


def train(
    data: Path | Iterable[Path],
    output: Path,
    *,
    force: bool = False,
    text_column: str = "text",
    label_column: str = "label",
    article_column: str | None = None,
    paragraph_column: str | None = None,
    group_column: str | None = None,
    source_column: str | None = None,
    sponsored_label: str | Iterable[str] = (),
    news_label: str | Iterable[str] = (),
    ignore_label: str | Iterable[str] = (),
    exclude: Mapping[str, str | Iterable[str]] | None = None,
    cap: int | None = None,
    trim: bool = False,
    no_style: bool = False,
    page: Literal["layout", "context"] = "layout",
    page_cap: int | None = None,
    threshold: float | None = None,
    language: str = "english",
    bits: int = 20,
    c: float = 8.0,
    folds: int = 5,
    cross_validate: int | None = None,
    seed: int = 42,
    threads: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_record_bytes: int | None = None,
    max_article_bytes: int | None = None,
    max_article_paragraphs: int | None = None,
    max_paragraph_bytes: int | None = None,
    max_paragraph_tokens: int | None = None,
    max_ratio: int | None = None,
    max_decompressed_bytes: int | None = None,
) -> dict[str, Any]:
    """Train a model on labelled CSV, write it to ``output``, and return its figures.

    The options are the flags of ``adsift train``; ``adsift train --help`` describes them.
    ``sponsored_label`` and ``news_label`` name the labels of the data, such as ``"ad"`` and ``"not_ad"``.
    ``exclude={"column": "value"}`` leaves out the rows with ``value`` in ``column``. The model file has the
    same bytes as that of the command line. It appears whole or not at all, and replaces an existing file
    only with ``force=True``.

    In the result, ``held_out`` has the figures on held-out groups: ``words`` for the paragraph stage alone,
    ``page`` for the whole model at its ``threshold``. ``data`` has the counts of the data. With
    ``cross_validate``, ``cross_validation`` has the figures of each part.

    >>> import adsift, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> trained = adsift.train(
    ...     "data/starter.csv", f"{folder.name}/my.adsift", article_column="article", bits=18)
    >>> trained["data"]["rows"], sorted(trained["held_out"]["page"])
    (272, ['auc', 'average_precision', 'brier', 'f1', 'precision', 'recall'])
    >>> adsift.Classifier.load(f"{folder.name}/my.adsift").threshold == trained["threshold"]
    True
    >>> folder.cleanup()
    """
    options = dict(
        output=output,
        force=force,
        cap=cap,
        trim=trim,
        no_style=no_style,
        page=page,
        page_cap=page_cap,
        threshold=threshold,
        language=language,
        bits=bits,
        c=c,
        folds=folds,
        cross_validate=cross_validate,
        seed=seed,
    )
    source = dict(
        paths=_paths(data),
        text_column=text_column,
        label_column=label_column,
        article_column=article_column,
        paragraph_column=paragraph_column,
        group_column=group_column,
        source_column=source_column,
        sponsored_label=_list(sponsored_label),
        news_label=_list(news_label),
        ignore_label=_list(ignore_label),
        exclude=_pairs(exclude),
        encoding=encoding,
        delimiter=delimiter,
        max_record_bytes=max_record_bytes,
        max_article_bytes=max_article_bytes,
        max_article_paragraphs=max_article_paragraphs,
        max_paragraph_bytes=max_paragraph_bytes,
        max_paragraph_tokens=max_paragraph_tokens,
        max_ratio=max_ratio,
        max_decompressed_bytes=max_decompressed_bytes,
        threads=threads,
    )
    return _result(_adsift.train(source, options))


def evaluate(
    data: Path | Iterable[Path],
    model: Path | None = None,
    *,
    threshold: float | None = None,
    text_column: str = "text",
    label_column: str = "label",
    article_column: str | None = None,
    paragraph_column: str | None = None,
    group_column: str | None = None,
    source_column: str | None = None,
    sponsored_label: str | Iterable[str] = (),
    news_label: str | Iterable[str] = (),
    ignore_label: str | Iterable[str] = (),
    exclude: Mapping[str, str | Iterable[str]] | None = None,
    by: str | None = None,
    thresholds: bool = False,
    mistakes: int | None = None,
    whole_articles: bool = False,
    seed: int = 42,
    threads: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_record_bytes: int | None = None,
    max_article_bytes: int | None = None,
    max_article_paragraphs: int | None = None,
    max_paragraph_bytes: int | None = None,
    max_paragraph_tokens: int | None = None,
    max_ratio: int | None = None,
    max_decompressed_bytes: int | None = None,
) -> dict[str, Any]:
    """Evaluate a model on labelled CSV: return the object that ``adsift evaluate -f json`` prints.

    ``model`` is the path of a model file, or None for the default model. The options are the flags of
    ``adsift evaluate``; ``adsift evaluate --help`` describes them.

    >>> import adsift
    >>> report = adsift.evaluate("data/starter.csv", article_column="article", by="outlet")
    >>> report["rows"], report["confusion"]["tp"] > 0, 0.5 < report["auc"] <= 1.0
    (272, True, True)
    >>> [outlet["value"] for outlet in report["by"]][:2]
    ['clarion-science', 'compile-notes']
    """
    options = dict(
        model=model,
        threshold=threshold,
        by=by,
        thresholds=thresholds,
        mistakes=mistakes,
        whole_articles=whole_articles,
        seed=seed,
    )
    source = dict(
        paths=_paths(data),
        text_column=text_column,
        label_column=label_column,
        article_column=article_column,
        paragraph_column=paragraph_column,
        group_column=group_column,
        source_column=source_column,
        sponsored_label=_list(sponsored_label),
        news_label=_list(news_label),
        ignore_label=_list(ignore_label),
        exclude=_pairs(exclude),
        encoding=encoding,
        delimiter=delimiter,
        max_record_bytes=max_record_bytes,
        max_article_bytes=max_article_bytes,
        max_article_paragraphs=max_article_paragraphs,
        max_paragraph_bytes=max_paragraph_bytes,
        max_paragraph_tokens=max_paragraph_tokens,
        max_ratio=max_ratio,
        max_decompressed_bytes=max_decompressed_bytes,
        threads=threads,
    )
    return _result(_adsift.evaluate(source, options))


def _result(text: str) -> dict[str, Any]:
    """Parse a result, and warn if rows of an article were not successive."""
    result = cast("dict[str, Any]", json.loads(text))
    rows = result.pop("scattered_rows")
    if rows:
        warnings.warn(
            f"{rows} row(s) name an earlier article without following its rows. In a file "
            "with many such rows, the rows of each article were put together in the order of the file; in a "
            "file with few, each such row begins another article. Sort the file by article and paragraph, or "
            "name the paragraph's number with paragraph_column=",
            stacklevel=3,
        )
    return result


def _paths(data: Path | Iterable[Path]) -> list[Path]:
    return [data] if isinstance(data, (str, os.PathLike)) else list(data)


def _list(values: str | Iterable[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


def _pairs(columns: Mapping[str, str | Iterable[str]] | None) -> list[tuple[str, str]]:
    return [(column, value) for column, values in (columns or {}).items() for value in _list(values)]
