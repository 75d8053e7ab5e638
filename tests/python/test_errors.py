"""Exceptions have the messages of the command line, with options in the place of flags."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import adsift

STARTER_DATA = "data/starter.csv"
HEAD = "text,label\n"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


#: The repairs of the command line, and those of Python.
REPAIRS = [
    (r"--(sponsored|news|ignore)-label '(.*?)'", r'\1_label=["\2"]'),
    (r"; a model is a file that .*", ""),
    (r"; check the name and the folder", ""),
    (r"`--encoding (\S+)`", r'encoding="\1"'),
    (r"`adsift train DATA.csv -o MODEL`", "adsift.train"),
    (r"--(text|label)-column", r"\1_column="),
    (r"--force", "force=True"),
]


@pytest.fixture
def said(cli: Path) -> Callable[..., str]:
    def said(*arguments: object) -> str:
        run = subprocess.run([cli, *map(str, arguments)], capture_output=True, text=True)
        assert run.returncode == 2, run
        # Lines about the data that was read precede the error.
        message = run.stderr.rpartition("error: ")[2].removesuffix("\n")
        for flag, option in REPAIRS:
            message = re.sub(flag, option, message)
        return message

    return said


DATA: dict[str, tuple[type[adsift.AdsiftError], str | bytes | None]] = {
    "no-file": (adsift.MissingFileError, None),
    "no-rows": (adsift.InputError, HEAD),
    "label": (adsift.InputError, HEAD + "a,news\nb,\x1b[31madvert\n"),
    "no-column": (adsift.InputError, "body,label\na,news\n"),
    "utf-8": (adsift.InputError, HEAD.encode() + b"a\xff,news\n"),
    "quote": (adsift.InputError, HEAD + 'a,news\n"b,news\n'),
    "width": (adsift.InputError, HEAD + "a,news,more\n"),
    "gzip": (adsift.AdsiftError, b"\x1f\x8b\x08\0\0"),
}


@pytest.mark.parametrize("name", DATA)
def test_bad_data(name: str, tmp_path: Path, said: Callable[..., str]) -> None:
    kind, content = DATA[name]
    data = tmp_path / "data.csv"
    if content is not None:
        write(data, content)
    with pytest.raises(kind) as evaluated:
        adsift.evaluate(data)
    assert str(evaluated.value) == said("evaluate", data)
    with pytest.raises(kind) as trained:
        adsift.train([data], tmp_path / "model", threads=1)
    assert str(trained.value) == said("train", data, "-o", tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("name", ["missing", "no-model", "cut", "changed", "version", "folder"])
def test_bad_models(name: str, tmp_path: Path, said: Callable[..., str]) -> None:
    path, model = tmp_path / "my.adsift", adsift.Classifier.default().to_bytes()
    kind: type[adsift.AdsiftError] = adsift.ModelError
    if name == "missing":
        kind = adsift.MissingFileError
    elif name == "folder":
        path.mkdir()
    else:
        contents = {
            "no-model": b"text,label\n",
            "cut": model[:-1],
            "changed": model[:-40] + b"\1" + model[-39:],
            "version": model[:8] + b"\xff\0" + model[10:],
        }
        write(path, contents[name])
        with pytest.raises(adsift.ModelError) as of_bytes:
            adsift.Classifier.from_bytes(contents[name])
        assert str(of_bytes.value) == said("evaluate", STARTER_DATA, "-m", path).replace(str(path), "<bytes>")
    with pytest.raises(kind) as loaded:
        adsift.Classifier.load(path)
    text = write(tmp_path / "a.txt", "News.")
    assert str(loaded.value) == said("classify", text, "-m", path)


def test_existing_file_is_not_replaced(tmp_path: Path, said: Callable[..., str]) -> None:
    there = write(tmp_path / "there", "mine")
    with pytest.raises(adsift.ExistingFileError) as refused:
        adsift.train(STARTER_DATA, there)
    assert isinstance(refused.value, FileExistsError)
    assert str(refused.value) == said("train", STARTER_DATA, "-o", there)
    data = write(tmp_path / "data.csv", HEAD + "a,news\nb,sponsored\n")
    with pytest.raises(adsift.FileError) as refused_data:
        adsift.train(data, data, force=True)
    assert str(refused_data.value) == said("train", data, "-o", data, "--force")
    assert there.read_text() == "mine" and data.read_text().startswith(HEAD)


@pytest.mark.parametrize(
    "options", [{"folds": 1}, {"bits": 3}, {"c": -1.0}, {"cross_validate": 1}], ids=str
)
def test_settings_out_of_range(options: dict[str, Any], tmp_path: Path, said: Callable[..., str]) -> None:
    ((name, value),) = options.items()
    with pytest.raises(adsift.AdsiftError) as refused:
        adsift.train(STARTER_DATA, tmp_path / "model", **options)
    flag = f"--{name.replace('_', '-')}={value}"
    assert str(refused.value) == said("train", STARTER_DATA, "-o", tmp_path / "model", flag)


@pytest.mark.parametrize(
    "options",
    [{"threshold": 1.5}, {"threshold": float("nan")}, {"threads": 0}, {"threads": 5000}, {"encoding": "klingon"}],
    ids=str,
)
def test_options_out_of_range(options: dict[str, Any]) -> None:
    with pytest.raises(adsift.SettingError, match=f"^{next(iter(options))}: expected|encoding"):
        adsift.evaluate(STARTER_DATA, **options)


def test_insufficient_data(tmp_path: Path, said: Callable[..., str]) -> None:
    data = write(tmp_path / "data.csv", HEAD + "a,news\nb,news\n")
    with pytest.raises(adsift.TrainingError) as refused:
        adsift.train(data, tmp_path / "model")
    assert str(refused.value) == said("train", data, "-o", tmp_path / "model")
    with pytest.raises(adsift.EvaluationError) as nothing:
        adsift.evaluate(data, ignore_label="news")
    assert str(nothing.value) == said("evaluate", data, "--ignore-label", "news")


def test_exceptions_inherit_from_those_of_python() -> None:
    for name in adsift.errors.__dict__:
        if name.endswith("Error"):
            assert issubclass(getattr(adsift, name), adsift.AdsiftError)
    assert issubclass(adsift.InputError, ValueError) and issubclass(adsift.FileError, OSError)
    with pytest.raises(FileNotFoundError) as missing:
        adsift.Classifier.load("no/such")
    assert missing.value.errno == 2
