"""How a node is run: retries, timeout, what happens when it fails."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


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
    timeout: Annotated[float, Field(gt=0, le=30 * 86_400)] | None = None
    """Seconds after which an attempt is ended."""
    continue_on_error: bool = False
    """Whether the run goes on without this branch when the node fails."""
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
        return bool(self.retry_count or self.timeout or self.continue_on_error or self.cache or self.pin)


POLICY_KEYS = frozenset(to_camel(name) for name in Policy.model_fields)
"""The keys of a node's config that are policies, as they stand in a document."""
