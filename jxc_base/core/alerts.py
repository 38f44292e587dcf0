"""When a figure becomes a warning, how grave it is, and whose rule decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

WARNING, CRITICAL = "warning", "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row of a detector: a record and its figure.

    ``threshold`` is given where the limit belongs to the record (an order point's
    minimum), else None. ``impact`` is money in the company's currency. ``values`` are
    what the message needs besides (JSON).
    """

    res_model: str
    res_id: int
    company_id: int
    measure: float
    threshold: float | None = None
    impact: float = 0.0
    values: dict = field(default_factory=dict)
    product_id: int | None = None
    warehouse_id: int | None = None
    partner_id: int | None = None
    owner_id: int | None = None
    due: date | None = None

    @property
    def key(self) -> tuple:
        """What an open warning of a rule is about."""
        return self.company_id, self.res_model, self.res_id, self.warehouse_id or 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule counts; None: everywhere."""

    rule_id: int
    product_id: int | None = None
    category_id: int | None = None
    warehouse_id: int | None = None
    company_id: int | None = None

    def rank(self, finding: Finding, categories: Sequence[int]) -> tuple | None:
        """How closely the rule fits, larger is closer; None: it does not.

        Product before category (the nearest one up the tree) before warehouse before
        company.
        :param categories: the product's categories from the root down to its own
        """
        wanted = (
            (self.product_id, finding.product_id),
            (self.warehouse_id, finding.warehouse_id),
            (self.company_id, finding.company_id),
        )
        if any(mine and mine != its for mine, its in wanted):
            return None
        if self.category_id and self.category_id not in categories:
            return None
        depth = categories.index(self.category_id) + 1 if self.category_id else 0
        return bool(self.product_id), depth, *(bool(mine) for mine, _ in wanted[1:])


@dataclass(frozen=True, slots=True)
class Limits:
    """Levels of a rule, mildest first, and from which side they are passed.

    :param over: warns of figures above the level, else of those below
    :param strict: the level itself is still good
    :param margin: share of the level by which a figure has to come back (0.1 = 10 %)
    """

    levels: tuple[tuple[str, float], ...]
    over: bool
    strict: bool = False
    margin: float = 0.1

    def passes(self, measure: float, level: float, eased: bool) -> bool:
        """Whether a figure is past a level, for an open warning past its end."""
        gap = abs(level) * self.margin if eased else 0
        end = level - gap if self.over else level + gap
        if measure == end:
            return not self.strict and end == level
        return (measure > end) == self.over


def own(limits: Limits, level: float) -> Limits:
    """Limits of a rule for a record with a level of its own in place of the mildest.

    The others keep their proportion to it; the level itself is good.

    >>> own(Limits((("warning", 6), ("critical", 3)), over=False), 20).levels
    (('warning', 20.0), ('critical', 10.0))
    >>> own(Limits((("warning", 0), ("critical", -1)), over=False), 20).levels
    (('warning', 20),)
    """
    first = limits.levels[0][1]
    if not first:
        levels = ((limits.levels[0][0], level),)
    else:
        levels = tuple((name, level * other / first) for name, other in limits.levels)
    return replace(limits, levels=levels, strict=True)


def passed(
    measure: float, limits: Limits, before: str | None = None
) -> tuple[str, float] | None:
    """Return severity and level of the gravest level that a figure is past, or None.

    :param before: severity of the open warning; its levels hold until the figure has
        come back past them by the margin

    >>> tiers = Limits((("warning", 90), ("warning", 30), ("critical", 7)), over=False)
    >>> passed(45, tiers), passed(30, tiers), passed(7, tiers), passed(91, tiers)
    (('warning', 90), ('warning', 30), ('critical', 7), None)
    """
    found = None
    for severity, level in limits.levels:
        eased = before == CRITICAL or (before == WARNING and severity == WARNING)
        if limits.passes(measure, level, eased):
            found = severity, level
    return found


def judge(measure: float, limits: Limits, before: str | None = None) -> str | None:
    """Return the severity of a figure: None, warning or critical; see `passed`.

    >>> limits = Limits((("warning", 10), ("critical", 20)), over=True)
    >>> judge(9.5, limits), judge(10, limits), judge(20, limits)
    (None, 'warning', 'critical')
    >>> judge(9.5, limits, "warning"), judge(9, limits, "warning")
    ('warning', None)
    >>> judge(19, limits, "critical"), judge(18, limits, "critical")
    ('critical', 'warning')
    """
    found = passed(measure, limits, before)
    return found and found[0]


def with_tiers(limits: Limits, tiers: Iterable[float]) -> Limits:
    """Limits with further levels between the mildest and the gravest, all warnings.

    >>> ends = Limits((("warning", 90), ("critical", 7)), over=False)
    >>> [level for _severity, level in with_tiers(ends, [30, 60]).levels]
    [90, 60, 30, 7]
    """
    first, *rest = limits.levels
    between = sorted(tiers, reverse=not limits.over)
    levels = (first, *((WARNING, tier) for tier in between), *rest)
    return replace(limits, levels=levels)


def closest(
    scopes: Iterable[Scope], finding: Finding, categories: Sequence[int] = ()
) -> int | None:
    """Return the rule that fits a finding most closely, the first of equals.

    >>> here = Finding(res_model="x", res_id=1, company_id=1, measure=0, product_id=7)
    >>> closest([Scope(1), Scope(2, product_id=7), Scope(3, category_id=4)], here, [4])
    2
    >>> closest([Scope(1, product_id=8)], here) is None
    True
    """
    best_rank, best = None, None
    for scope in scopes:
        rank = scope.rank(finding, categories)
        if rank is not None and (best_rank is None or rank > best_rank):
            best_rank, best = rank, scope.rule_id
    return best
