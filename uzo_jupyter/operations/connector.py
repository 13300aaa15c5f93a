"""The base classes of nodes that read or write."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import Config, NodeType
from uzo_jupyter.operations.base import Operation
from uzo_jupyter.operations.fingerprints import files_fingerprint
from uzo_jupyter.operations.lineage import Lineage, refs
from uzo_jupyter.operations.paths import SourcePath, TargetPath, is_pattern, near_names
from uzo_jupyter.operations.place import Place


class SourceError(UzoError):
    """A source cannot be read: what, in which file, at which row, and what would be valid."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        file: str | None = None,
        row: int | None = None,
        code: str = "source",
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.row = row
        self.code = code


class Source(Operation):
    """A node that reads a table from outside the workflow."""

    name: ClassVar[str] = "read"
    connector: ClassVar[str]
    """The ``connectorType`` of a document's config."""
    node_type: ClassVar[NodeType] = "connector"
    aliases: ClassVar[tuple[str, ...]] = ("select",)
    inputs: ClassVar[tuple[str, ...]] = ()
    receiver: ClassVar[str | None] = None
    in_memory: ClassVar[bool] = False
    """Whether its table is in this process already, so that to look at it reaches nothing outside."""
    slow: ClassVar[bool] = False
    """Whether reading it takes so much longer than reading an Arrow file that a copy in that form is worth its room."""

    @classmethod
    def identity(cls) -> Config:
        return {"operation": cls.name, "connectorType": cls.connector}

    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        raise UzoError("A source has no inputs: use scan().")

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {column: frozenset() for column in output}

    @abstractmethod
    def scan(self, place: Place) -> pl.LazyFrame:
        """The table as a lazy frame.

        Raises
        ------
        SourceError
            When it is plain that the source cannot be read.
        """

    def fingerprint(self, place: Place) -> object | None:
        """What its rows depend on beside its settings, as values for JSON; None where nobody can tell.

        As long as it stays the same, the rows stay the same: results may be used again.

        Raises
        ------
        SourceError, OSError
            When the source cannot be looked at.
        """
        return None

    def explain(self, place: Place, error: Exception) -> SourceError | None:
        """What is wrong with the source after reading it failed with ``error``, if it can be told."""
        return None


class FileSource(Source):
    """A source that is a file, or several files named by a pattern."""

    path: SourcePath = Field(
        title="File",
        description="The file to read, or a pattern such as data/*.csv; it starts at the notebook's folder.",
    )

    def files(self, place: Place) -> list[Path]:
        """The files to read, in order.

        Raises
        ------
        SourceError
            When there is no such file, with the names of files that are near.
        """
        path = place.directory / self.path
        # A file may have a name that looks like a pattern.
        if is_pattern(self.path) and not path.is_file():
            found = self._matches(place)
            if not found:
                raise SourceError(
                    f"No file matches {self.path!r}.",
                    hint=f"The pattern starts at the folder {place.directory}.",
                    file=self.path,
                    code="file-not-found",
                )
            return found
        self._must_be_file(path, place)
        return [path]

    def fingerprint(self, place: Place) -> object | None:
        return files_fingerprint(self.files(place))

    def _matches(self, place: Place) -> list[Path]:
        pattern = Path(self.path)
        base = Path(pattern.anchor) if pattern.is_absolute() else place.directory
        return sorted(path for path in base.glob(str(pattern.relative_to(pattern.anchor))) if path.is_file())

    def name_of(self, file: Path, place: Place) -> str:
        """What one of the files is called in a message: its path as the document would write it."""
        return str(file.relative_to(place.directory)) if file.is_relative_to(place.directory) else str(file)

    def _must_be_file(self, path: Path, place: Place) -> None:
        if path.is_dir():
            hint = f"Name a file in it, or a pattern such as {self.path.rstrip('/')}/*."
            raise SourceError(f"{self.path!r} is a folder.", hint=hint, file=self.path, code="file-not-found")
        if not path.exists():
            near = near_names(path)
            hint = f"Did you mean {str(Path(self.path).with_name(near[0]))!r}?" if near else None
            where = (
                f"Relative paths start at {place.directory}." if not Path(self.path).is_absolute() else None
            )
            raise SourceError(
                f"There is no file {self.path!r}.", hint=hint or where, file=self.path, code="file-not-found"
            )
        if not path.is_file():
            # A pipe would be waited for without end.
            raise SourceError(f"{self.path!r} is no regular file.", file=self.path, code="file-not-found")


class Sink(Operation):
    """A node that writes its input to a file and has no output."""

    name: ClassVar[str] = "write"
    connector: ClassVar[str]
    node_type: ClassVar[NodeType] = "connector"
    aliases: ClassVar[tuple[str, ...]] = ("insert",)
    materialised: ClassVar[bool] = True
    has_output: ClassVar[bool] = False

    path: TargetPath = Field(
        title="File", description="The file to write; it starts at the notebook's folder."
    )

    @classmethod
    def identity(cls) -> Config:
        return {"operation": cls.name, "connectorType": cls.connector}

    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        (rows,) = inputs
        return rows

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {column: refs([column]) for column in output}

    def target(self, place: Place) -> Path:
        """The file to write; where a link stands in its place, the file that the link names."""
        path = place.directory / self.path
        return path.resolve() if path.is_symlink() else path

    @abstractmethod
    def write(self, rows: pl.LazyFrame, target: Path) -> pl.LazyFrame:
        """The lazy query that writes the rows to ``target``; the runner renames the file when it is complete."""
