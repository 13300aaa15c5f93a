"""How a node is run: retries, timeout, what happens when it fails, how many run at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def as_list(value: object) -> object:
    """A list of one text where the text stands alone: one may be written without a list.

    Examples
    --------
    >>> as_list("timeout"), as_list(["timeout", "file"])
    (['timeout'], ['timeout', 'file'])
    """
    return [value] if isinstance(value, str) else value


class Policy(BaseModel):
    """How a node is run. Times are in seconds.

    Examples
    --------
    >>> Policy(retry_count=2).is_default
    False
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )

    retry_count: Annotated[int, Field(ge=0, le=100)] = 0
    """Further attempts after a failed one."""
    retry_delay: Annotated[float, Field(ge=0, le=86_400)] = 10.0
    """Seconds before the first further attempt."""
    retry_backoff: Annotated[float, Field(ge=1, le=10)] = 2.0
    """Each wait is this many times the one before."""
    retry_on: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], Field(strict=False), BeforeValidator(as_list)
    ] = ()
    """The failures that are worth another attempt; every failure where none is named (:meth:`retries_after`)."""
    timeout: Annotated[float, Field(gt=0, le=30 * 86_400)] | None = None
    """Seconds after which an attempt is ended."""
    continue_on_error: bool = False
    """Whether the run goes on without this branch when the node fails."""
    concurrency_group: Annotated[str, Field(min_length=1)] | None = None
    """Nodes that share something, such as a database, name the same group."""
    concurrency_limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    """So many nodes of the group run at once, 1 where nothing is said; without a group, so many of the whole run."""
    cache: bool | None = None
    """Whether the result is kept for later runs; None leaves it to the planner."""
    pin: bool = False
    """Whether the result is kept until it is unpinned."""

    @property
    def is_default(self) -> bool:
        """Whether nothing was asked for."""
        return self == Policy()

    @property
    def materialises(self) -> bool:
        """Whether the node needs a result of its own for the policy to be exact."""
        return bool(self.materialising)

    @property
    def materialising(self) -> tuple[str, ...]:
        """What of the policy needs a result of the node's own, in words.

        Examples
        --------
        >>> Policy(retry_count=2, pin=True).materialising
        ('retries', 'pin')
        """
        wishes = {
            "retries": self.retry_count,
            "timeout": self.timeout,
            "continue_on_error": self.continue_on_error,
            "concurrency_group": self.concurrency_group,
            "concurrency_limit": self.concurrency_limit,
            "cache": self.cache,
            "pin": self.pin,
        }
        return tuple(name for name, wish in wishes.items() if wish)

    def retries_after(self, code: str, message: str) -> bool:
        """Whether a failure is one that ``retry_on`` names.

        An entry is a kind of failure (``timeout``, ``process``, ``cannot-write``, ``file`` for all that begins with
        it, such as ``file-damaged``), or a part of the message.

        Examples
        --------
        >>> policy = Policy(retry_on=("file", "connection reset"))
        >>> policy.retries_after("file-damaged", "x"), policy.retries_after("run", "Connection reset by peer")
        (True, True)
        >>> policy.retries_after("timeout", "It took too long."), Policy().retries_after("timeout", "x")
        (False, True)
        """
        return not self.retry_on or any(
            code == wanted or code.startswith(f"{wanted}-") or wanted.lower() in message.lower()
            for wanted in self.retry_on
        )


POLICY_KEYS = frozenset(to_camel(name) for name in Policy.model_fields)
"""The keys of a node's config that are policies, as they stand in a document."""
