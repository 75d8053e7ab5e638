"""The exceptions of adsift. The message of each says what happened, where, and what to do.

>>> import adsift
>>> try:
...     adsift.evaluate("no/such.csv")
... except FileNotFoundError as error:
...     print(error)
no/such.csv: No such file or directory (os error 2)
"""


class AdsiftError(Exception):
    """The base class of all exceptions of adsift."""


class InputError(AdsiftError, ValueError):
    """A record of a file, a batch or a text is not valid."""


class ModelError(AdsiftError, ValueError):
    """A model file is damaged, of another format version, or not a model."""


class SettingError(AdsiftError, ValueError):
    """An option is outside its range."""


class TrainingError(AdsiftError, ValueError):
    """The data does not suffice for training."""


class EvaluationError(AdsiftError, ValueError):
    """The data does not suffice for an evaluation."""


class FileError(AdsiftError, OSError):
    """A file cannot be opened, read or written."""


class MissingFileError(FileError, FileNotFoundError):
    """A file does not exist."""


class ExistingFileError(FileError, FileExistsError):
    """The output file exists already, and ``force`` is not True."""


class InternalError(AdsiftError, RuntimeError):
    """A bug of adsift; please report it."""
