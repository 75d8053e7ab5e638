"""``train`` and ``evaluate`` return what the command line returns."""

from __future__ import annotations

import json
import subprocess
import warnings
from pathlib import Path

import adsift

DATA = "data/starter.csv"


def test_model_has_the_bytes_and_figures_of_the_command_line(cli: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    trained = adsift.train(
        DATA, ours, article_column="article", group_column="outlet", trim=True, no_style=True, page="context",
        bits=18, c=4.0, folds=3, seed=7, ignore_label=["other"], exclude={"outlet": ["nobody", "nothing"]},
    )  # fmt: skip
    flags = (
        "--article-column article --group-column outlet --trim --no-style --page context --bits 18 --c 4 "
        "--folds 3 --seed 7 --ignore-label other --exclude outlet=nobody --exclude outlet=nothing"
    )
    run = subprocess.run(
        [cli, "train", DATA, "-o", theirs, *flags.split()], capture_output=True, text=True, check=True
    )
    assert ours.read_bytes() == theirs.read_bytes()
    assert trained["bytes"] == ours.stat().st_size
    assert trained["threshold"] == adsift.Classifier.load(ours).threshold
    whole = next(line for line in run.stderr.splitlines() if line.startswith("whole model"))
    page = trained["held_out"]["page"]
    figures = [page[name] for name in ("precision", "recall", "f1", "auc", "average_precision", "brier")]
    assert whole.split()[2:] == [f"{figure:.4f}" for figure in figures]
    assert trained["cross_validation"] is None


def test_defaults_are_those_of_the_command_line(cli: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    adsift.train([Path(DATA)], ours, threads=2)
    subprocess.run([cli, "train", DATA, "-o", theirs], capture_output=True, check=True)
    assert ours.read_bytes() == theirs.read_bytes()


def test_cross_validation_leaves_out_each_part(tmp_path: Path) -> None:
    trained = adsift.train(DATA, tmp_path / "model", article_column="article", bits=16, cross_validate=2)
    parts = trained["cross_validation"]["parts"]
    assert sum(part["rows"] for part in parts) == trained["data"]["rows"] and len(parts) == 2


def test_force_replaces_a_model(tmp_path: Path) -> None:
    for _ in range(2):
        adsift.train(DATA, tmp_path / "model", bits=16, force=True)


def test_report_equals_that_of_the_command_line(cli: Path, tmp_path: Path) -> None:
    def theirs(*flags: str) -> object:
        run = subprocess.run([cli, "evaluate", DATA, "-f", "json", *flags], capture_output=True, check=True)
        return json.loads(run.stdout)

    assert adsift.evaluate(DATA) == theirs()
    model = tmp_path / "my.adsift"
    adsift.train(DATA, model, bits=16)
    ours = adsift.evaluate(
        [DATA, DATA], model, threshold=0.3, article_column="article", by="outlet", thresholds=True, mistakes=2,
        whole_articles=True, seed=3, threads=1,
    )  # fmt: skip
    flags = "--threshold 0.3 --article-column article --by outlet --thresholds --mistakes 2 --whole-articles --seed 3"
    assert ours == theirs(DATA, "-m", str(model), *flags.split())


def test_limits_are_options() -> None:
    try:
        adsift.evaluate(DATA, max_paragraph_bytes=10)
    except adsift.InputError as error:
        assert "paragraph 1 has more than 10 bytes" in str(error)
        assert str(error).endswith(", or raise the limit with max_paragraph_bytes=")
    else:
        raise AssertionError("the limit was ignored")


def test_labels_and_delimiters_of_the_data_are_named(tmp_path: Path) -> None:
    rows = [f"Paragraph {n} of the council.;{'ad' if n % 2 else 'not_ad'};{n % 5};{n}" for n in range(40)]
    data = tmp_path / "data.csv"
    data.write_text("\n".join(["text;label;page;at", *rows]))
    try:
        adsift.evaluate(data)
    except adsift.InputError as error:
        assert str(error).endswith(', for example with sponsored_label=["ad"], news_label=["not_ad"]')
    else:
        raise AssertionError("the labels were accepted")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        adsift.evaluate(data, sponsored_label="ad", news_label=["not_ad"], article_column="page")
    assert "35 row(s) name an earlier article" in str(caught[0].message)
    model = tmp_path / "model"
    trained = adsift.train(
        data, model, sponsored_label="ad", news_label="not_ad", article_column="page", paragraph_column="at",
        delimiter=";", bits=16,
    )  # fmt: skip
    assert (trained["data"]["articles"], trained["data"]["sponsored"]) == (5, 20)
    report = adsift.evaluate(data, model, sponsored_label="ad", news_label="not_ad", delimiter=";")
    assert report["trained_on_this_data"] is False  # too few rows to tell without the same articles
