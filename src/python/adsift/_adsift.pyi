"""The types of the part that is written in Rust. `help(adsift.Classifier)` shows the docstrings."""

import os
from collections.abc import Mapping
from typing import Any, Literal, Protocol, final, overload

import pyarrow as pa

__version__: str

class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Verdict:
    def __new__(
        cls,
        start: int,
        end: int,
        label: Literal["news", "sponsored"],
        probability: float,
        known: float,
        reliable: bool,
        disguised: int,
        text: str,
        log_odds: float | None = None,
        reasons: list[tuple[str, float]] | None = None,
    ) -> Verdict: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> Literal["news", "sponsored"]: ...
    @property
    def probability(self) -> float: ...
    @property
    def known(self) -> float: ...
    @property
    def reliable(self) -> bool: ...
    @property
    def disguised(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def log_odds(self) -> float | None: ...
    @property
    def reasons(self) -> list[tuple[str, float]] | None: ...

@final
class Classifier:
    @staticmethod
    def default(*, threshold: float | None = None) -> Classifier: ...
    @staticmethod
    def load(path: str | os.PathLike[str], *, threshold: float | None = None) -> Classifier: ...
    @staticmethod
    def from_bytes(model: bytes, *, threshold: float | None = None) -> Classifier: ...
    def to_bytes(self) -> bytes: ...
    @property
    def threshold(self) -> float: ...
    def classify(self, text: str, *, explain: bool = False) -> list[Verdict]: ...
    def clean(self, text: str) -> str: ...
    @overload
    def classify_batch(
        self,
        batch: pa.RecordBatch,
        text: str = "text",
        id: str | None = "id",
        *,
        verdicts: bool = True,
        clean: bool = False,
    ) -> pa.RecordBatch: ...
    @overload
    def classify_batch(  # type: ignore[overload-cannot-match]  # pyarrow ships no types
        self,
        batch: pa.Table | _Stream,
        text: str = "text",
        id: str | None = "id",
        *,
        verdicts: bool = True,
        clean: bool = False,
    ) -> pa.Table: ...

def train(data: Mapping[str, Any], options: Mapping[str, Any]) -> str: ...
def evaluate(data: Mapping[str, Any], options: Mapping[str, Any]) -> str: ...
