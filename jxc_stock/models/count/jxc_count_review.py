"""Judging what was counted: book of the moment, difference, what becomes of it."""

from odoo import fields, models
from odoo.tools import SQL

from ...core import count as core
from . import count_sql

BATCH = 5000
GREY = (core.NEAR, core.BACKDATED, core.ADJUSTED, core.PICKED)
COLUMNS = {
    "state": "varchar",
    "round": "int4",
    "judged_round": "int4",
    "counted_qty": "numeric",
    "book_qty": "numeric",
    "variance": "numeric",
    "first_variance": "numeric",
    "second_variance": "numeric",
    "unit_cost": "numeric",
    "value": "numeric",
    "book_value": "numeric",
    "agreed_value": "numeric",
    "grey": "varchar",
    "doubts": "int4",
    "assumed": "bool",
    "exact": "bool",
    "first_exact": "bool",
    "within": "bool",
    "first_at": "timestamp",
    "counted_at": "timestamp",
    "judged_at": "timestamp",
    "counter_names": "varchar",
}
FIGURES = """
    SELECT count(*), count(*) FILTER (WHERE round > 0),
        count(*) FILTER (WHERE round > 0 AND exact),
        count(*) FILTER (WHERE round > 0 AND first_exact),
        count(*) FILTER (WHERE round > 0 AND within),
        count(DISTINCT location_id) FILTER (WHERE round > 0),
        count(DISTINCT location_id) FILTER (WHERE round > 0)
          - count(DISTINCT location_id) FILTER (WHERE round > 0 AND NOT exact),
        count(*) FILTER (WHERE state IN ('recount', 'supervisor')),
        count(*) FILTER (WHERE state = 'grey'),
        count(*) FILTER (WHERE state = 'accepted' AND variance <> 0),
        count(*) FILTER (WHERE state = 'posted'),
        COALESCE(SUM(abs(value)) FILTER (WHERE state IN ('accepted', 'posted')), 0),
        COALESCE(SUM(value) FILTER (WHERE state IN ('accepted', 'posted')), 0)
    FROM jxc_count_line WHERE count_id = %s
"""
NAMES = (
    "total_lines counted_lines exact_lines first_exact_lines within_lines places "
    "exact_places again_lines grey_lines post_lines done_lines gross_value net_value"
).split()


class JxcCount(models.Model):
    _inherit = "jxc.count"

    def _evaluate(self):
        """Judge all lines that were counted since the last time."""
        self.ensure_one()
        self.env.flush_all()
        warehouse = self.warehouse_id
        self.env.cr.execute(
            count_sql.add_found(self.id, self.company_id.id, warehouse.id)
        )
        asked = count_sql.asked_now(self.id, self.missing_zero)
        self.env.cr.execute(count_sql.facts(asked))
        found = self.env.cr.fetchall()
        lines = self.env["jxc.count.line"].sudo()  # sudo: the count judges its lines
        lines.invalidate_model()
        now = fields.Datetime.now()
        for start in range(0, len(found), BATCH):
            part = found[start : start + BATCH]
            batch = lines.browse([row[0] for row in part])
            goods = self._goods(batch)
            self._store(
                batch.ids,
                [
                    self._judged(line, row, goods[line.id], now)
                    for line, row in zip(batch, part, strict=True)
                ],
            )
        lines.invalidate_model()
        self._summarise()

    def _judge_late(self):
        """Judge what was sent while the review ran, which its snapshot did not see.

        :return: whether lines wait for a recount or a decision because of that
        """
        self.env.flush_all()
        self.env.cr.execute(count_sql.ask_late(self.id))
        self._evaluate()
        # sudo: figures hidden from those without cost are not read, numbers are
        return bool(self.sudo().again_lines or self.sudo().grey_lines)

    def _tolerance(self):
        # sudo: a plain figure of the plan
        count = self.sudo()
        shares = (("A", count.share_a), ("B", count.share_b), ("C", count.share_c))
        return core.Tolerance(shares, count.cap)

    def _goods(self, lines):
        """{line id: class, exactness, unit cost and rounding of its goods}"""
        # sudo: cost is needed to judge, and not shown
        products = lines.product_id.sudo().with_company(self.company_id)
        grades = products._jxc_class()
        known = {
            product.id: core.Goods(
                grades.get(product.id),
                product.tracking == "serial" or product.jxc_count_exact,
                product.standard_price,
                product.uom_id.rounding,
            )
            for product in products
        }
        return {line.id: self._goods_of(line, known) for line in lines}

    def _goods_of(self, line, known):
        goods = known[line.product_id.id]
        if line.lot_id and line.product_id.lot_valuated:
            lot = line.lot_id.with_company(self.company_id)
            return goods._replace(unit_cost=lot.standard_price)
        return goods

    def _judged(self, line, row, goods, now):
        """Columns of a line after this row of `count_sql.facts`."""
        _id, counted, book, first_at, last_at, assumed, names, *flags, doubts = row
        grey = tuple(code for code, flag in zip(GREY, flags, strict=True) if flag)
        earlier = [line.first_variance, line.second_variance][: line.round]
        rounds = [core.Round(variance, 0.0) for variance in earlier]
        rounds.append(core.Round(counted, book, grey))
        tolerance = self._tolerance()
        verdict = core.judge(rounds, goods, tolerance)
        return {
            **self._judged_figures(line, verdict.variance, goods),
            **self._judged_values(line, verdict.variance, book, goods),
            "state": verdict.state,
            "round": line.round + 1,
            "judged_round": line.asked_round,
            "counted_qty": counted,
            "book_qty": core.rounded(book, goods.step),
            "grey": ",".join(grey) or None,
            "doubts": doubts,
            "assumed": assumed,
            "within": core.within(verdict.variance, book, goods, tolerance),
            "first_at": first_at,
            "counted_at": last_at,
            "judged_at": now,
            "counter_names": names,
        }

    def _judged_figures(self, line, variance, goods):
        """Differences by round."""
        first = line.first_variance if line.round else variance
        return {
            "variance": variance,
            "first_variance": first,
            "second_variance": variance if line.round == 1 else line.second_variance,
            "exact": not variance,
            "first_exact": not first,
        }

    def _judged_values(self, line, variance, book, goods):
        """What book and difference are worth; goods of others are worth nothing."""
        own = not line.owner_id or line.owner_id == self.company_id.partner_id
        cost = goods.unit_cost if own else 0.0
        book_value = abs(book) * cost
        rounded = self.company_id.currency_id.round
        return {
            "unit_cost": goods.unit_cost,
            "value": rounded(variance * cost),
            "book_value": rounded(book_value),
            "agreed_value": rounded(max(0.0, book_value - abs(variance) * cost)),
        }

    def _store(self, ids, rows):
        arrays = SQL(", ").join(
            SQL("%s::%s[]", [row[name] for row in rows], SQL(kind))
            for name, kind in COLUMNS.items()
        )
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        self.env.cr.execute(
            SQL(
                "UPDATE jxc_count_line l SET %s"
                " FROM unnest(%s::int4[], %s) AS n(id, %s)"
                " WHERE l.id = n.id",
                SQL(", ").join(
                    SQL("%s = n.%s", *[SQL.identifier(name)] * 2) for name in COLUMNS
                ),
                ids,
                arrays,
                names,
            )
        )

    def _summarise(self):
        """Write the figures of the review."""
        self.env["jxc.count.line"].flush_model()
        for count in self:
            self.env.cr.execute(SQL(FIGURES, count.id))
            figures = dict(zip(NAMES, self.env.cr.fetchone(), strict=True))
            # sudo: figures come from here only; some are hidden from the reviewer
            count.sudo().with_context(skip_validation_check=True).write(figures)
