"""Levels of many replenishment rules at once: set-based, logged, with rights."""

import json

from odoo import api, models
from odoo.addons.jxc_base.core.levels import Levels
from odoo.addons.jxc_base.models.stock_orderpoint_levels import LEVELS
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...report import threshold_sql

LOGGED = 500  # rules whose entries of the change log are one statement
AT_ONCE = 200  # rules whose proposed order core computes at once; 7 to 15 ms each
INSERTED = {
    **dict.fromkeys(("name", "trigger"), "varchar"),
    **dict.fromkeys(("product_id", "warehouse_id", "location_id", "company_id"), "int"),
}
KINDS = {
    name: "int" if name in ("jxc_cover_days", "jxc_cover_days_most") else "numeric"
    for name in LEVELS.values()
}


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    @api.model
    @api.private
    def _jxc_put_levels(self, wanted):
        """Set the levels of goods in warehouses; missing rules are made.

        The levels have to fit together already (`core.levels.wrong`). Of more than
        `AT_ONCE` rules core's proposed order is computed later (`_jxc_propose`).

        :param wanted: {(product id, warehouse id): `core.levels.Levels`}
        :return: {(product id, warehouse id): rule id}
        :raises AccessError: no right to one of the rules
        """
        later = len(wanted) > AT_ONCE
        there = self._jxc_points_of(wanted)
        missing = [key for key in wanted if key not in there]
        revived = self._jxc_revive(missing)
        made = self._jxc_make_points(
            {key: wanted[key] for key in missing if key not in revived}, later
        )
        there.update(revived)
        self._jxc_set_levels({there[key]: wanted[key] for key in there}, later)
        return {**there, **made}

    def _jxc_points_of(self, keys):
        """{(product id, warehouse id): id} of the rules that are there."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT point.product_id, point.warehouse_id, point.id FROM (%s) point"
                " WHERE point.product_id = ANY(%s)",
                threshold_sql.points(),
                list({product for product, _warehouse in keys}),
            )
        )
        return {row[:2]: row[2] for row in rows if row[:2] in keys}

    def _jxc_revive(self, keys):
        """The same of archived rules, which count again now."""
        if not keys:
            return {}
        places = self._jxc_places(keys)
        domain = Domain("active", "=", False)
        domain &= Domain("product_id", "in", list({product for product, _w in keys}))
        domain &= Domain("location_id", "in", list(places.values()))
        points = self.with_context(active_test=False).search(domain)
        wanted = set(keys)
        points = points.filtered(
            lambda point: (point.product_id.id, point.warehouse_id.id) in wanted
        )
        points.active = True
        return {(p.product_id.id, p.warehouse_id.id): p.id for p in points}

    def _jxc_places(self, keys):
        """{warehouse id: where it keeps its stock}."""
        # sudo: which place a warehouse keeps its stock in is no secret
        warehouses = self.env["stock.warehouse"].sudo()
        return {
            warehouse.id: warehouse.lot_stock_id.id
            for warehouse in warehouses.browse({number for _product, number in keys})
        }

    def _jxc_make_points(self, wanted, later):
        """New rules: people order, not the scheduler."""
        places = self._jxc_places(wanted)
        # sudo: the company of a warehouse is no secret
        companies = {
            warehouse.id: warehouse.company_id.id
            for warehouse in self.env["stock.warehouse"].sudo().browse(places)
        }
        rows = [
            {
                "product_id": product,
                "warehouse_id": warehouse,
                "location_id": places[warehouse],
                "company_id": companies[warehouse],
                "trigger": "manual",
                **_columns(levels),
            }
            for (product, warehouse), levels in wanted.items()
        ]
        points = self._jxc_insert(rows) if later else self.create(rows)
        return dict(zip(wanted, points.ids, strict=True))

    def _jxc_insert(self, rows):
        """The same as `create` in one statement, without core's proposed orders.

        What `create` does besides is done here: numbers, rights, change log.
        """
        self.check_access("create")
        # sudo: numbers of a sequence, which users cannot read
        sequence = self.env["ir.sequence"].sudo()
        companies = (self.env.company.id, False)
        sequence = sequence.search(
            [("code", "=", "stock.orderpoint"), ("company_id", "in", companies)],
            order="company_id",
            limit=1,
        )
        for row in rows:
            row["name"] = sequence._next() if sequence else "/"
        kinds = {**INSERTED, **KINDS}
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO stock_warehouse_orderpoint (
                       %(names)s, active, qty_to_order_computed, create_uid,
                       create_date, write_uid, write_date)
                SELECT %(names)s, TRUE, 0, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS fresh(%(columns)s)
                RETURNING id, product_id, warehouse_id
                """,
                names=SQL(", ").join(map(SQL.identifier, kinds)),
                uid=self.env.uid,
                rows=json.dumps(rows),
                columns=_kinds_sql(kinds),
            )
        )
        ids = {(product, place): number for number, product, place in found}
        points = self.browse(
            ids[row["product_id"], row["warehouse_id"]] for row in rows
        )
        points.check_access("create")
        kinds, on_create, _on_delete = self._jxc_watched()
        for some in split_every(LOGGED, points.ids) if on_create else ():
            self.browse(some)._jxc_note_all("create", kinds)
        return points

    @api.private
    def _jxc_set_levels(self, wanted, later=False):
        """Write levels in one statement, note what changed, recompute what follows.

        :param wanted: {rule id: `core.levels.Levels`}
        :param later: core's proposed orders are left to `_jxc_propose`
        :raises AccessError: no right to one of the rules
        """
        points = self.browse(wanted)
        points.check_access("write")
        before = points._jxc_level_columns()
        fresh = {
            number: levels
            for number, levels in wanted.items()
            if before[number] != levels
        }
        if not fresh:
            return
        self.env.cr.execute(self._jxc_set_sql(fresh))
        points = self.browse(fresh)
        points.invalidate_recordset(flush=False)
        points._jxc_note_levels(before, fresh)
        if not later:
            points.modified([*LEVELS.values(), "write_date"])

    @api.private
    def _jxc_propose(self):
        """Compute what core proposes to order of these rules, and until when."""
        self._compute_qty_to_order_computed()
        self._compute_deadline_date()
        self.flush_recordset()

    def _jxc_set_sql(self, fresh):
        rows = [{"id": number, **_columns(lev)} for number, lev in fresh.items()]
        return SQL(
            """
            UPDATE stock_warehouse_orderpoint point
               SET %(set)s, write_uid = %(uid)s,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS fresh(id int, %(columns)s)
             WHERE fresh.id = point.id
            """,
            set=SQL(", ").join(
                SQL("%s = fresh.%s", name, name) for name in map(SQL.identifier, KINDS)
            ),
            uid=self.env.uid,
            rows=json.dumps(rows),
            columns=_kinds_sql(KINDS),
        )

    def _jxc_level_columns(self):
        """{rule id: `core.levels.Levels`} as they stand in the database."""
        self.flush_model(list(LEVELS.values()))
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM stock_warehouse_orderpoint WHERE id = ANY(%s)",
                SQL(", ").join(
                    SQL("COALESCE(%s, 0)", SQL.identifier(name))
                    for name in LEVELS.values()
                ),
                self.ids,
            )
        )
        return {
            number: Levels(*map(float, figures[:3]), *map(int, figures[3:]))
            for number, *figures in rows
        }

    def _jxc_note_levels(self, before, fresh):
        """Entries of the change log, as a write of each rule would make."""
        kinds = self._jxc_watched()[0]
        names = {part: name for part, name in LEVELS.items() if name in kinds}
        rows = []
        for point in self.sudo():  # sudo: the trail names what was, as everywhere
            for part, name in names.items():
                old = getattr(before[point.id], part)
                new = getattr(fresh[point.id], part)
                if old != new:
                    rows.append(point._jxc_change("write", kinds[name], name, old, new))
        for some in split_every(LOGGED, rows, list):
            self.env["jxc.change.log"]._note(some)


def _columns(levels):
    return {name: getattr(levels, part) for part, name in LEVELS.items()}


def _kinds_sql(kinds):
    return SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in kinds.items()
    )
