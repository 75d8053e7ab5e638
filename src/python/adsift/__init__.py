"""Labels every paragraph of an article as news or sponsored.

>>> import adsift
>>> classifier = adsift.Classifier.default()
>>> page = "The council voted on Tuesday to close the bridge.\\n\\nOrder today and save 50% on your first box!"
>>> for verdict in classifier.classify(page):
...     print(verdict.label, verdict.text)
news The council voted on Tuesday to close the bridge.
sponsored Order today and save 50% on your first box!

For many texts use batches of Arrow (:meth:`Classifier.classify_batch`); for many machines, Spark
(:mod:`adsift.spark`) or Ray (:mod:`adsift.ray`). All of them, and the command line, return the same verdicts to the
last bit.
"""

from adsift._adsift import Classifier, Verdict, __version__
from adsift._labelled import evaluate, train
from adsift.errors import (
    AdsiftError,
    EvaluationError,
    ExistingFileError,
    FileError,
    InputError,
    InternalError,
    MissingFileError,
    ModelError,
    SettingError,
    TrainingError,
)

__all__ = [
    "AdsiftError",
    "Classifier",
    "EvaluationError",
    "ExistingFileError",
    "FileError",
    "InputError",
    "InternalError",
    "MissingFileError",
    "ModelError",
    "SettingError",
    "TrainingError",
    "Verdict",
    "__version__",
    "evaluate",
    "train",
]
