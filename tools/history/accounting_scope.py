"""What `post` needs to know of the company, and the habits of its partners."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .sql import copy, run


@dataclass(frozen=True)
class Habits:
    """How bills arrive and how debts are paid.

    late_share, part_share, open_share: share of the debts (0 to 1) paid late, paid only
    in part, left open; late_days: (fewest, most) days late; bill_days: most days from a
    receipt to its bill; late: {partner id: days}, who always pays so many days late;
    unpaid: partner ids of whom nothing is paid; seed: another seed, other debts.
    """

    late_share: float = 0.2
    late_days: tuple = (3, 30)
    part_share: float = 0.03
    open_share: float = 0.02
    bill_days: int = 2
    late: dict = field(default_factory=dict)
    unpaid: frozenset = frozenset()
    seed: int = 19


@dataclass(frozen=True)
class Scope:
    """One call of `post`: the company, its days, journals and rounding."""

    env: object
    since: date
    until: date
    habits: Habits
    timezone: str
    journals: dict  # sale, purchase, bank → account.journal
    methods: dict  # inbound, outbound → account.payment.method.line
    values: dict  # parameters of the statements

    @property
    def cr(self):
        return self.env.cr

    def run(self, text, **more):
        return run(self.cr, text, **self.values, **more)

    def table(self, name, text, **more):
        """Make the temporary table `name` of a query; it lives until the commit."""
        run(self.cr, f"DROP TABLE IF EXISTS {name}")
        run(
            self.cr,
            f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {text}",
            **self.values,
            **more,
        )
        run(self.cr, f"ANALYZE {name}")

    def fill(self, name, columns, found):
        """Make the temporary table `name (columns)` of Python tuples."""
        run(self.cr, f"DROP TABLE IF EXISTS {name}")
        run(self.cr, f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        copy(self.cr, name, found)
        run(self.cr, f"ANALYZE {name}")


def scope(env, since, until, habits):
    """Return the `Scope` of a call; ValueError says what the company lacks."""
    company = env.company
    zone = company._jxc_timezone().zone
    until = until or datetime.now(ZoneInfo(zone)).date() - timedelta(days=1)
    journals = {kind: _journal(env, kind) for kind in ("sale", "purchase", "bank")}
    methods = {way: _method(journals["bank"], way) for way in ("inbound", "outbound")}
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "cents": company.currency_id.decimal_places,
        "digits": env["decimal.precision"].precision_get("Product Unit"),
        "price_digits": env["decimal.precision"].precision_get("Product Price"),
        "timezone": zone,
        "since": since,
        "until": until,
        "uid": env.uid,
        "storno": company.account_storno,
        "per_line": company.tax_calculation_rounding_method == "round_per_line",
        "seed": habits.seed,
    }
    return Scope(env, since, until, habits, zone, journals, methods, values)


def _journal(env, kind):
    domain = [("company_id", "=", env.company.id), ("type", "=", kind)]
    journal = env["account.journal"].search(domain, limit=1)
    if not journal:
        raise ValueError(f"company {env.company.name} has no {kind} journal")
    return journal


def _method(journal, way):
    """Return the first way to pay by the bank; it must book on an account."""
    line = journal[f"{way}_payment_method_line_ids"][:1]
    if not line.payment_account_id:
        raise ValueError(f"journal {journal.name}: {way} payments have no account")
    return line
