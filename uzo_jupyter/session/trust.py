"""Which code a person has said may run: a record outside of all documents, that only this user can have written.

A record holds no code but a keyed digest of it (HMAC-SHA-256, RFC 2104), with a key of this user. Whoever sends a
document, or a whole folder, cannot bring trust along.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from filelock import FileLock

from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations.code import NotebookCall, code_digest
from uzo_jupyter.running.places import data_directory

_KEY_BYTES = 32


class Trust:
    """The code that this user trusts, for good or for this session.

    Parameters
    ----------
    home
        The folder of the record; that of the user's data where none is given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     trust = Trust(Path(folder))
    ...     before = trust.covers("df.head(3)")
    ...     trust.add("df.head(3)")
    ...     before, trust.covers("df.head(3)"), Trust(Path(folder)).covers("df.head(3)"), trust.covers("df.head(4)")
    (False, True, True, False)
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = (home or data_directory()) / "trust"
        self._session: set[str] = set()
        self._calls: set[str] = set()

    def covers(self, code: str) -> bool:
        """Whether this very code may run."""
        if code_digest(code) in self._session:
            return True
        marks = self._marks()
        # Without a record no key is made: a workflow may be looked at where nothing can be written.
        return bool(marks) and self._mark(code) in marks

    def add(self, code: str) -> None:
        """Trust this code from now on, in all sessions of this user.

        Raises
        ------
        UzoError
            When the record cannot be written.
        """
        if self.covers(code):
            return
        try:
            mark = self._mark(code)  # before the lock, which the making of the key needs for itself
            with FileLock(self._home / "lock"), (self._home / "trusted").open("a", encoding="ascii") as file:
                file.write(f"{mark}\n")
        except OSError as error:
            raise UzoError(f"{self._home} cannot be written: {error.strerror or error}.") from None

    def add_for_session(self, code: str) -> None:
        """Trust code that was written in this session, as long as it lasts."""
        self._session.add(code_digest(code))

    def covers_call(self, call: NotebookCall) -> bool:
        """Whether a function that was written in this session may be called so."""
        return call.text in self._calls

    def add_call_for_session(self, call: NotebookCall) -> None:
        """Trust this call of whatever function of that name is written in this session, as long as that lasts."""
        self._calls.add(call.text)

    def add_digest(self, digest: str) -> None:
        """Trust code by its digest as long as this session lasts, as the command line may say.

        Raises
        ------
        UzoError
            When the text is no such digest.
        """
        kind, _, digits = digest.partition(":")
        if kind != "sha256" or len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise UzoError(f"{digest!r} is no digest of code.", hint="It looks like sha256: and 64 digits.")
        self._session.add(digest)

    def _marks(self) -> frozenset[str]:
        try:
            return frozenset((self._home / "trusted").read_text(encoding="ascii").split())
        except (OSError, UnicodeDecodeError):
            return frozenset()

    def _mark(self, code: str) -> str:
        return hmac.new(self._key(), code.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        """The key of this user, made when it is first needed; only the user can read it."""
        path = self._home / "key"
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            key = b""
        if len(key) == _KEY_BYTES:
            return key
        return self._new_key(path)

    def _new_key(self, path: Path) -> bytes:
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._home / "lock"):
            if path.exists() and len(key := path.read_bytes()) == _KEY_BYTES:
                return key
            key = secrets.token_bytes(_KEY_BYTES)
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(key)
            part.replace(path)
            return key
