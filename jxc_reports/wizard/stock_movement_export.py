from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..report.stock_movement import KINDS


class StockMovementExport(models.TransientModel):
    """Choose a period and what to see, then open the movements or download them."""

    _name = "jxc.stock.movement.export"
    _description = "Stock Movements of a Period"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env.company._jxc_today()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._jxc_today()
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse", string="Warehouses", help="Empty: all warehouses."
    )
    categ_ids = fields.Many2many(
        "product.category",
        string="Categories",
        help="With the categories below them. Empty: all.",
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", help="Empty: all products."
    )
    kind = fields.Selection(KINDS, help="Empty: every kind of movement.")

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            if wizard.date_to < wizard.date_from:
                raise ValidationError(
                    self.env._(
                        "The period ends on %(end)s, before it starts on %(start)s. "
                        "Choose a later end.",
                        end=wizard.date_to,
                        start=wizard.date_from,
                    )
                )

    def _movement_domain(self):
        """The movements from the first to the last day, business days of the company.

        :return: Domain on jxc.stock.movement
        """
        self.ensure_one()
        domain = Domain("date", ">=", self._utc(self.date_from)) & Domain(
            "date", "<", self._utc(self.date_to + timedelta(days=1))
        )
        for field, value in (
            ("warehouse_id", self.warehouse_ids.ids),
            ("product_id", self.product_ids.ids),
        ):
            if value:
                domain &= Domain(field, "in", value)
        if self.categ_ids:
            domain &= Domain("categ_id", "child_of", self.categ_ids.ids)
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        return domain

    def _utc(self, day):
        zone = self.env.company._jxc_facts_clock()._jxc_timezone()
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _period_title(self):
        if self.date_from == self.date_to:
            return str(self.date_from)
        return f"{self.date_from} – {self.date_to}"

    def action_view(self):
        """Open the chosen movements as a list.

        :return: a window action on jxc.stock.movement
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_reports.stock_movement_action"
        )
        action["domain"] = list(self._movement_domain())
        action["context"] = {}
        action["display_name"] = action["name"] + " " + self._period_title()
        return action

    def action_export_xlsx(self):
        """Download the chosen movements as xlsx.

        :return: a client action that starts the download
        """
        return self.env["jxc.stock.movement"]._export_xlsx(
            self._movement_domain(), self._period_title()
        )
