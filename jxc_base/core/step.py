"""A step of a process: what waits for it, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What ``_step_<code>()`` answers.

    :param model: model of the documents that wait for this step
    :param waiting: search domain of the waiting documents, of all companies
    :param hours: SQL query with the columns (company_id, done_at, hours): one row per
        document that passed the step, hours from being ready for it to being through;
        None where nobody can tell
    """

    model: str
    waiting: Sequence[Any]
    hours: Any = None
