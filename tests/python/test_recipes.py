"""The recipes of GUIDE.md run as they are written."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

import adsift

REPOSITORY = Path(__file__).resolve().parents[2]
SECTION = re.search(r"^## From Python\n(.*?)^## ", (REPOSITORY / "GUIDE.md").read_text(), re.MULTILINE | re.DOTALL)
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```", SECTION[1] if SECTION else "", re.MULTILINE | re.DOTALL)
NEWS = "The council met on Tuesday."
PAID = "Order now and save 50% on your first box!"


def recipe(name: str) -> str:
    (block,) = [block for block in BLOCKS if block.startswith(f"# {name}\n")]
    return block


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `pages/*.parquet`, the working directory of the test."""
    (tmp_path / "pages").mkdir()
    texts = [PAID, NEWS, f"{NEWS}\n\n{PAID}", None]
    for part in range(2):
        urls = [f"{part}{at}" for at in range(4)]
        pyarrow.parquet.write_table(pa.table({"url": urls, "text": texts}), tmp_path / f"pages/{part}.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_recipe(name: str, folder: Path | None = None, **given: Any) -> dict[str, Any]:
    """Run a recipe with the names in `given`, and return its names. Workers have another working directory, so that
    `folder` makes the path of the pages absolute."""
    scope = {"adsift": adsift, "classifier": adsift.Classifier.default(), **given}
    text = recipe(name).replace('"pages"', repr(str(folder and folder / "pages")))
    exec(compile(text, f"GUIDE.md, {name}", "exec"), scope)
    return scope


def test_every_recipe_has_a_test() -> None:
    names = [block.partition("\n")[0] for block in BLOCKS]
    assert names == ["import adsift", "# Polars", "# DuckDB", "# datatrove", "# Spark", "# Ray"]


def test_first_recipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    exec(compile(BLOCKS[0], "GUIDE.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 12 and sum(line.startswith("sponsored 0.") for line in printed) == 2


#: The pages of both files that are mostly paid.
PAID_URLS = ["00", "02", "10", "12"]


def test_polars(pages: Path) -> None:
    scope = run_recipe("Polars", polars=pytest.importorskip("polars"))
    assert sorted(scope["mostly_paid"]["url"]) == PAID_URLS


def test_duckdb(pages: Path) -> None:
    scope = run_recipe("DuckDB", duckdb=pytest.importorskip("duckdb"))
    assert sorted(scope["mostly_paid"]) == [(url,) for url in PAID_URLS]


def test_datatrove(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor

    without_ads = run_recipe("datatrove", dataclasses=dataclasses)["without_ads"]
    documents = [Document(text=text, id=str(at)) for at, text in enumerate([PAID, f"{NEWS}\n\n{PAID}"])]
    texts: list[str] = []

    def keep(documents: Any, rank: int = 0, world_size: int = 1) -> Any:
        for document in documents:
            texts.append(document.text)
            yield document

    LocalPipelineExecutor([documents, without_ads, keep], logging_dir=str(tmp_path)).run()
    assert texts == ["", NEWS]


def test_spark(pages: Path, spark: Any) -> None:
    import adsift.spark  # noqa: F401

    scope = run_recipe("Spark", pages, spark=spark)
    assert sorted(row.url for row in scope["mostly_paid"].collect()) == PAID_URLS


def test_ray(pages: Path, ray: Any) -> None:
    import adsift.ray  # noqa: F401

    scope = run_recipe("Ray", pages, ray=ray)
    assert sorted(row["url"] for row in scope["mostly_paid"].take_all()) == PAID_URLS
