from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...report import age_sql
from ..facts.fact_fields import FactMany2one


class JxcStockAgeBucket(models.Model):
    """Ages of stock that are shown together: from this day to the next bucket."""

    _name = "jxc.stock.age.bucket"
    _description = "Age of Stock"
    _order = "since"
    _rec_name = "since"

    since = fields.Integer("From Day", required=True, help="Days since the arrival.")

    _since_uniq = models.Constraint("UNIQUE(since)", "These days are there already.")
    _since_positive = models.Constraint("CHECK(since >= 0)", "Ages begin with day 0.")

    @api.depends("since")
    def _compute_display_name(self):
        firsts = sorted(self.search([]).mapped("since"))
        for bucket in self:
            later = [first for first in firsts if first > bucket.since]
            bucket.display_name = (
                self.env._(
                    "%(first)s–%(last)s days", first=bucket.since, last=later[0] - 1
                )
                if later
                else self.env._("over %(days)s days", days=bucket.since - 1)
            )

    @api.model_create_multi
    def create(self, vals_list):
        buckets = super().create(vals_list)
        self._count_again()
        return buckets

    def write(self, vals):
        if "since" in vals and not all(self.mapped("since")):
            raise UserError(self.env._("Ages begin with day 0."))
        result = super().write(vals)
        self._count_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first(self):
        if not all(self.mapped("since")):
            raise UserError(self.env._("Ages begin with day 0."))

    def unlink(self):
        result = super().unlink()
        self._count_again()
        return result

    def _count_again(self):
        """Ages of today by the new limits; those of past days are gone."""
        # sudo: the limits hold for every company, whoever set them
        ages = self.env["jxc.stock.age"].sudo()
        companies = [company for (company,) in ages._read_group([], ["company_id"])]
        # a million rows by the ORM would take minutes
        self.env.cr.execute(SQL("DELETE FROM jxc_stock_age"))
        ages.invalidate_model(flush=False)
        for company in companies:
            ages._renew(company)


class JxcStockAge(models.Model):
    """Quantity and value of a product in a warehouse by age, at the end of a day.

    Kept for the last day counted and for the ends of months; other days that somebody
    asked for until the next night.
    """

    _name = "jxc.stock.age"
    _description = "Stock by Age"
    _log_access = False
    _allow_sudo_commands = False
    _order = "day desc, product_id, warehouse_id, bucket_id, id"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    categ_id = fields.Many2one(related="product_id.categ_id")
    warehouse_id = FactMany2one(
        "stock.warehouse", readonly=True, help="Empty: between warehouses, or in none."
    )
    day = fields.Date("As Of", readonly=True, required=True)
    latest = fields.Boolean(readonly=True, help="The last day counted.")
    bucket_id = fields.Many2one(
        "jxc.stock.age.bucket",
        "Age",
        readonly=True,
        ondelete="cascade",
        help="Since the arrival in the warehouse; the oldest goods leave first. Empty: "
        "stock below zero.",
    )
    oldest = fields.Date("Oldest Arrival", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
        help="By the average cost of the day.",
    )

    _day_index = models.Index("(company_id, day)")

    @api.model
    @api.private
    def _renew(self, company, day=None):
        """Count the ages at the end of a day.

        :param day: today when None; of other days then only the ends of months stay
        """
        self.env["jxc.lock"]._acquire([f"stock.age:{company.id}"])
        self.env.flush_all()
        today = company._jxc_facts_clock()._jxc_today()
        night, day = day in (None, today), day or today
        digits = company.currency_id.decimal_places
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM jxc_stock_age
                 WHERE company_id = %(company)s
                   AND (day = %(day)s
                        OR %(night)s AND EXTRACT(DAY FROM day + 1) <> 1);
                INSERT INTO jxc_stock_age (
                    company_id, day, latest, product_id, warehouse_id, bucket_id,
                    oldest, quantity, value)
                SELECT %(company)s, %(day)s, FALSE, age.* FROM (%(ages)s) age;
                UPDATE jxc_stock_age
                   SET latest = day = (SELECT MAX(day) FROM jxc_stock_age
                                        WHERE company_id = %(company)s)
                 WHERE company_id = %(company)s
                   AND latest <> (day = (SELECT MAX(day) FROM jxc_stock_age
                                          WHERE company_id = %(company)s))
                """,
                company=company.id,
                day=day,
                night=night,
                ages=age_sql.ages(company, day, digits),
            )
        )
        self.invalidate_model(flush=False)

    def action_renew(self):
        return self.env["jxc.stock.figure"].action_renew()
