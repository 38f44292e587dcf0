import math

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.period import Period

COLUMNS = {
    "kpi_id": "int",
    "company_id": "int",
    "dimension_id": "int",
    "period_start": "date",
    "period_end": "date",
    "key": "varchar",
    "label": "varchar",
    "numerator": "float8",
    "denominator": "float8",
    "value": "float8",
    "has_value": "bool",
    "version": "int",
    "latest": "bool",
    "closed": "bool",
    "computed_at": "timestamp",
    "data_time": "timestamp",
}


class JxcKpiValue(models.Model):
    """A figure of an indicator, as it was computed.

    The figures of one indicator, company, dimension and period are one set with one
    version. The set of an open period is replaced; a closed one gets another version
    beside it when a recomputation finds other figures; only the mark of the newest
    version moves on.
    """

    _name = "jxc.kpi.value"
    _inherit = "jxc.append.only"
    _description = "Indicator Figure"
    _order = "period_start DESC, kpi_id, dimension_id, key, version DESC"
    _rec_name = "label"
    _log_access = False
    _allow_sudo_commands = False
    _jxc_free = frozenset({"latest"})
    _jxc_kept = "OLD.closed"

    kpi_id = fields.Many2one(
        "jxc.kpi", string="Indicator", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    dimension_id = fields.Many2one(
        "jxc.kpi.dimension",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    period_start = fields.Date(required=True, readonly=True)
    period_end = fields.Date(required=True, readonly=True)
    key = fields.Char(
        readonly=True,
        help="Id or code of the dimension's value; 0: without one; empty: the total.",
    )
    label = fields.Char("For", readonly=True, help="Its name when it was computed.")
    numerator = fields.Float(readonly=True, digits=(16, 2))
    denominator = fields.Float(readonly=True, digits=(16, 2))
    value = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    has_value = fields.Boolean(
        readonly=True, help="No: there was nothing to divide by, or nothing at all."
    )
    unit = fields.Selection(related="kpi_id.unit")
    ratio = fields.Boolean(related="kpi_id.ratio")
    version = fields.Integer(readonly=True, aggregator=None)
    latest = fields.Boolean(readonly=True, help="No newer version of it exists.")
    closed = fields.Boolean(readonly=True, help="Its period is over; it stays.")
    computed_at = fields.Datetime(readonly=True)
    data_time = fields.Datetime(
        "Data Until", readonly=True, help="What was entered until then is counted."
    )

    _version_uniq = models.UniqueIndex(
        "(kpi_id, company_id, dimension_id, period_start, key, version)"
    )
    _latest_uniq = models.UniqueIndex(
        "(kpi_id, company_id, dimension_id, period_start, key) WHERE latest"
    )

    def action_lines(self):
        """Open the records behind this figure."""
        self.ensure_one()
        return self.kpi_id.with_company(self.company_id).get_drill(
            self.kpi_id.code,
            self.period_start.isoformat(),
            self.dimension_id.code,
            self.key or "",
        )

    @api.model
    @api.private
    def _keep(self, kpi, company, dimension, period: Period, rows, final, data_time):
        """Store one set of figures.

        :param rows: dicts with key, label, numerator, denominator, value (None: no
            value)
        :param final: whether the period is closed from now on
        :return: number of the version written, 0 when a closed set is as it was
        """
        where = SQL(
            "kpi_id = %s AND company_id = %s AND dimension_id = %s"
            " AND period_start = %s",
            *(kpi.id, company.id, dimension.id, period.start),
        )
        closed, version, known = self._known(where)
        if closed and _same(known, rows):
            return 0
        if closed:
            self.env.cr.execute(
                SQL(
                    "UPDATE jxc_kpi_value SET latest = false WHERE %s AND latest", where
                )
            )
        else:
            self.env.cr.execute(SQL("DELETE FROM jxc_kpi_value WHERE %s", where))
        common = {
            "kpi_id": kpi.id,
            "company_id": company.id,
            "dimension_id": dimension.id,
            "period_start": period.start,
            "period_end": period.end,
            "version": version + 1 if closed else 1,
            "latest": True,
            "closed": closed or final,
            "computed_at": fields.Datetime.now(),
            "data_time": data_time,
        }
        self._insert([{**common, **row} for row in rows])
        return common["version"]

    @api.model
    def _known(self, where):
        """(closed, newest version, its figures by key) of a set."""
        self.env.cr.execute(
            SQL(
                "SELECT key, numerator, denominator, value, latest, closed, version"
                " FROM jxc_kpi_value WHERE %s",
                where,
            )
        )
        found = self.env.cr.fetchall()
        closed = any(row[5] for row in found)
        version = max((row[6] for row in found), default=0)
        return closed, version, {row[0]: row[1:4] for row in found if row[4]}

    @api.model
    def _insert(self, rows):
        for row in rows:
            row["has_value"] = row["value"] is not None
        arrays = [
            SQL("%s::%s[]", [row[name] for row in rows], SQL(kind))
            for name, kind in COLUMNS.items()
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_kpi_value (%s) SELECT * FROM unnest(%s)",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                SQL(", ").join(arrays),
            )
        )
        self.invalidate_model(flush=False)


def _same(known, rows):
    if known.keys() != {row["key"] for row in rows}:
        return False
    return all(
        _close(old, row[name])
        for row in rows
        for old, name in zip(
            known[row["key"]], ("numerator", "denominator", "value"), strict=True
        )
    )


def _close(left, right):
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-6)
