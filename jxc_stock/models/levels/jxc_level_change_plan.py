"""The preview of a change of levels: what a rule asks of each row of the grid."""

import json
from collections import Counter

from odoo import models
from odoo.addons.jxc_base.core import levels as core
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...report.threshold_sql import LEVELS
from .jxc_level_change_line import LINE_COLUMNS

BATCH = 10_000
PARTS = {
    "safety": "safety_quantity",
    "minimum": "min_quantity",
    "maximum": "max_quantity",
    "cover": "cover_days",
    "most": "cover_days_most",
}
READ = ("product_id", "warehouse_id", "company_id", "orderpoint_id", *LEVELS)
FIGURES = ("on_hand", "available", "forecast", "demand")


class JxcLevelChange(models.Model):
    _inherit = "jxc.level.change"

    def action_preview(self):
        """Work out the new levels; nothing changes but the lines of this document.

        :raises UserError: nothing to do, or a file that cannot be read
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("applied", "undone"):
            raise UserError(self.env._("What was applied stays on record as it is."))
        # sudo: state and lines are written by the server only; the figures are the
        # same for everybody
        mine = self.sudo()
        mine._forget_preview()
        lines, report = getattr(mine, f"_plan_{mine.kind}")()
        mine._note_lines(lines)
        wrong = sum(bool(line["problem"]) for line in lines)
        report.update(lines=len(lines), wrong=wrong, **_counts(lines))
        mine.write({"state": "wrong" if wrong else "ready", "report": report})
        return True

    # -- by rule ---------------------------------------------------------------

    def _plan_rule(self):
        """(lines, report) of what the rule changes."""
        if all(self[f"{part}_way"] == "keep" for part in core.FIELDS):
            raise UserError(self.env._("Choose what is to be changed."))
        rows = self._grid_rows(self._scope_domain())
        if not rows:
            raise UserError(self.env._("No goods fit: widen the scope."))
        lines, after, still = [], Counter(), 0
        for row in rows:
            old = _levels(row)
            new, raised = self._wanted(old, row)
            still += new == old and self._lacks_demand(row)
            line = _line(row, old, new, raised=raised)
            after[line["state_after"]] += 1
            if new != old:
                lines.append(line)
        return lines, {
            "rows": len(rows),
            "no_demand": still,
            "before": Counter(_state(_levels(row), row) for row in rows),
            "after": after,
        }

    def _lacks_demand(self, row):
        return row["demand"] <= 0 and any(
            self[f"{part}_way"] == "days" for part in core.FIELDS
        )

    def _wanted(self, old, row):
        """(new levels, whether one had to be raised to fit)."""
        figures = {part: getattr(old, part) for part in core.FIELDS}
        for part in core.FIELDS:
            new = core.new_level(
                self[f"{part}_way"],
                self[f"{part}_figure"],
                figures[part],
                row["demand"],
                self.step if part in core.QUANTITIES else 1,
            )
            if new is not None:
                figures[part] = int(new) if part in core.DAYS else new
        asked = core.Levels(**figures)
        new = core.conform(asked)
        if asked == old:
            return old, False
        return new, new != asked

    def _scope_domain(self):
        parts = {
            "warehouse_ids": ("warehouse_id", "in", self.warehouse_ids.ids),
            "categ_id": ("categ_id", "child_of", self.categ_id.id),
            "product_ids": ("product_id", "in", self.product_ids.ids),
            "abc": ("abc", "=", self.abc),
            "xyz": ("xyz", "=", self.xyz),
            "vendor_id": (
                "product_id.seller_ids.partner_id",
                "child_of",
                self.vendor_id.commercial_partner_id.id,
            ),
        }
        domain = Domain("company_id", "=", self.company_id.id)
        for name, condition in parts.items():
            if self[name]:
                domain &= Domain(*condition)
        if self.which != "all":
            domain &= Domain(
                "orderpoint_id", "!=" if self.which == "with" else "=", False
            )
        if self.which == "sold":
            domain &= Domain("demand", ">", 0)
        return domain

    def _grid_rows(self, domain):
        """Rows of the grid as dictionaries, in one query."""
        self.env.flush_all()
        grid = self.env["jxc.stock.threshold"].with_company(self.company_id)
        query = grid._search(domain, order="product_id, warehouse_id")
        columns = [
            SQL(
                "%s::float8 AS %s",
                SQL.identifier(query.table, name),
                SQL.identifier(name),
            )
            if name in FIGURES or name in LEVELS
            else SQL.identifier(query.table, name)
            for name in (*READ, *FIGURES)
        ]
        self.env.cr.execute(query.select(*columns))
        return self.env.cr.dictfetchall()

    # -- lines -----------------------------------------------------------------

    def _note_lines(self, lines):
        """Write the lines of the preview, many in a statement."""
        names = SQL(", ").join(map(SQL.identifier, LINE_COLUMNS))
        kinds = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in LINE_COLUMNS.items()
        )
        for some in split_every(BATCH, lines, list):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO jxc_level_change_line (change_id, %(names)s)"
                    " SELECT %(change)s, %(names)s"
                    " FROM jsonb_to_recordset(%(rows)s::jsonb) AS fresh(%(kinds)s)",
                    names=names,
                    change=self.id,
                    rows=json.dumps(some),
                    kinds=kinds,
                )
            )
        self.env["jxc.level.change.line"].invalidate_model(flush=False)
        self.invalidate_recordset(["line_ids"], flush=False)


def _levels(row):
    figures = {part: row[name] or 0.0 for part, name in PARTS.items()}
    figures.update({part: int(figures[part]) for part in core.DAYS})
    return core.Levels(**figures)


def _state(levels, row):
    return core.state(levels, row["on_hand"], row["available"], row["forecast"])


def _line(row, old, new, raised=False, number=None, problem=None):
    """Values of a line of the preview."""
    return {
        "number": number,
        "company_id": row["company_id"],
        "product_id": row["product_id"],
        "warehouse_id": row["warehouse_id"],
        "made": not row["orderpoint_id"],
        "raised": raised,
        "problem": problem,
        **{f"was_{part}": getattr(old, part) for part in core.FIELDS},
        **{part: getattr(new, part) for part in core.FIELDS},
        "demand": row["demand"],
        "state_before": _state(old, row),
        "state_after": _state(new, row),
    }


def _counts(lines):
    good = [line for line in lines if not line["problem"]]
    return {
        "made": sum(line["made"] for line in good),
        "raised": sum(line["raised"] for line in good),
    }
