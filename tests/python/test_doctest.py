"""All examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import adsift

MODULES = ["adsift", "adsift.errors", "adsift._labelled", "adsift.ray", "adsift.spark"]
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    if name == "adsift.spark":
        pytest.importorskip("pyspark")
    module = importlib.import_module(name)
    results = doctest.testmod(module)
    assert results.failed == 0
    assert results.attempted > 0 or name == "adsift.spark"


def test_examples_of_the_rust_part_run() -> None:
    finder = doctest.DocTestFinder()
    found = [test for kind in (adsift.Classifier, adsift.Verdict) for test in finder.find(kind, module=False, globs={})]
    with_examples = {test.name for test in found if test.examples}
    assert {"Classifier", "Classifier.default", "Classifier.load", "Classifier.from_bytes"} <= with_examples
    assert {"Classifier.classify", "Classifier.clean", "Classifier.classify_batch", "Verdict"} <= with_examples
    runner = doctest.DocTestRunner()
    for test in found:
        runner.run(test)
    assert runner.summarize().failed == 0


def test_every_public_name_has_a_docstring() -> None:
    for name in set(adsift.__all__) - {"__version__"}:
        thing = getattr(adsift, name)
        assert inspect.getdoc(thing), name
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for member in vars(thing):
                assert member.startswith("__") or inspect.getdoc(getattr(thing, member)), f"{name}.{member}"


def test_version_equals_that_of_the_crate() -> None:
    cargo = (REPOSITORY / "Cargo.toml").read_text()
    found = re.search(r'^version = "(.*)"$', cargo, re.MULTILINE)
    assert found and adsift.__version__ == found[1]
