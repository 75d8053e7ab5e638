"""What adsift raises. Every exception says what the command line says: the place, the problem, the repair.

>>> import adsift
>>> try:
...     adsift.evaluate("no/such.csv")
... except FileNotFoundError as error:
...     print(error)
no/such.csv: No such file or directory (os error 2)
"""


class AdsiftError(Exception):
    """All of adsift's exceptions are of this kind."""


class InputError(AdsiftError, ValueError):
    """A record of a file, a batch or a text is not what it should be."""


class ModelError(AdsiftError, ValueError):
    """What should be a model is none, or a damaged one, or of another version."""


class SettingError(AdsiftError, ValueError):
    """An option is outside what it may be."""


class TrainingError(AdsiftError, ValueError):
    """The data cannot be trained on."""


class EvaluationError(AdsiftError, ValueError):
    """The data cannot be evaluated on."""


class FileError(AdsiftError, OSError):
    """A file could not be opened, read or written."""


class MissingFileError(FileError, FileNotFoundError):
    """A file is not there."""


class ExistingFileError(FileError, FileExistsError):
    """A file is there already, and nobody said ``force=True``."""


class InternalError(AdsiftError, RuntimeError):
    """A fault of adsift's own; please report it."""
