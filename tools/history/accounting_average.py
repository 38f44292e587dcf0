"""The moving average again, when receipts turn out to be worth something else.

Pure. The rules are those of core's `product.product._run_avco` and of the value a
movement gets when it is done (`stock.move._set_value`, `_get_value_from_returns`).
"""

from datetime import datetime
from typing import NamedTuple


class Step(NamedTuple):
    """One thing that moved the cost: `in`, `out`, or `set` (a cost entered by hand).

    value: of the whole quantity, for `set` the cost per unit; origin: the movement it
    returns; new_value, known_at: what it is worth since when.
    """

    id: int
    at: datetime
    kind: str
    quantity: float
    value: float
    origin: int | None = None
    new_value: float | None = None
    known_at: datetime | None = None


class Average:
    """The unit cost after each step.

    >>> day, book = datetime(2025, 1, 1), Average()
    >>> steps = [Step(1, day, "in", 10, 60), Step(2, day, "in", 10, 80)]
    >>> [book.take(step) for step in steps]
    [6.0, 7.0]
    """

    def __init__(self):
        self.quantity, self.total, self.cost = 0.0, 0.0, 0.0

    def take(self, step):
        """Book one step; return the unit cost after it."""
        if step.kind == "set":
            self.cost, self.total = step.value, step.value * self.quantity
        elif step.kind == "out":
            self.total -= step.quantity * self.cost
            self.quantity -= step.quantity
        else:
            self._put(step.quantity, step.value)
        return self.cost

    def _put(self, quantity, value):
        before, self.quantity = self.quantity, self.quantity + quantity
        if before > 0:
            self.total += value
            self.cost = self.total / self.quantity
        else:
            self.cost = value / quantity if quantity else self.cost
            self.total = self.cost * self.quantity


def restate(steps, money):
    """Return ({id of a later movement: its value}, unit cost at the end).

    What left after a new value became known leaves at the average that includes it,
    and what came back of that comes back at the same value.

    :param steps: all `Step`s of one product, in the order of time
    :param money: function that rounds to the company's currency

    >>> one, two, three = (datetime(2025, 1, day) for day in (1, 2, 3))
    >>> restate([Step(1, one, "in", 10, 60, None, 80, two),
    ...          Step(2, one, "out", 2, 12), Step(3, three, "out", 4, 24)], float)
    ({3: 32.0}, 8.0)
    """
    changes = {}
    for moment in sorted({s.known_at for s in steps if s.known_at}):
        steps = [_known(step, moment) for step in steps]
        steps = _later(steps, moment, money, changes)
    book = Average()
    for step in steps:
        book.take(step)
    return changes, book.cost


def _known(step, moment):
    return step._replace(value=step.new_value) if step.known_at == moment else step


def _later(steps, moment, money, changes):
    """Value what left after `moment` anew; note in `changes` what became different."""
    book, sent, done = Average(), {}, []
    for step in steps:
        if step.at > moment:
            value = _worth(step, book, sent, money)
            if value != step.value:
                step = step._replace(value=value)
                changes[step.id] = value
        if step.kind == "out":
            sent[step.id] = step
        book.take(step)
        done.append(step)
    return done


def _worth(step, book, sent, money):
    """Return the value of a step at the average of the moment."""
    if step.kind == "out":
        return money(book.cost * step.quantity)
    if step.kind == "in" and step.origin in sent:
        went = sent[step.origin]
        return money(went.value * step.quantity / went.quantity)
    return step.value
