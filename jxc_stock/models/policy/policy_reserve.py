"""Reserving for a customer passes over lots with too little life left."""

from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        least = self.env.context.get("jxc_least_expiry")
        if not least or strict:
            return domain
        fresh = Domain("expiration_date", "=", False)
        fresh |= Domain("expiration_date", ">=", least)
        return Domain(domain) & fresh


class StockMove(models.Model):
    _inherit = "stock.move"

    def _update_reserved_quantity(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        move = self._jxc_with_least_expiry()
        return super(StockMove, move)._update_reserved_quantity(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_available_quantity(
        self,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        allow_negative=False,
    ):
        move = self._jxc_with_least_expiry()
        return super(StockMove, move)._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )

    def _jxc_with_least_expiry(self):
        """This move, and in the context from which expiration on lots may be taken."""
        if "life" not in self.env["jxc.policy"]._in_force():
            return self
        final = self.location_final_id or self.location_dest_id
        if "customer" not in (final.usage, self.location_dest_id.usage):
            return self
        # sudo: the customer's requirement, whoever reserves
        move = self.sudo()
        order = move.sale_line_id.order_id
        customer = (
            order.partner_shipping_id or move.picking_id.partner_id or move.partner_id
        )
        rule = self.env["jxc.policy"]._life(move.company_id, move.product_id, customer)
        if not rule.number:
            return self
        return self.with_context(jxc_least_expiry=move._jxc_least_expiry(rule.number))

    def _jxc_least_expiry(self, days):
        """First expiration (naive UTC) a lot may have on the move's date, or today."""
        company = self.company_id
        day = max(company._jxc_today(), company._jxc_today(self.date))
        first = day + timedelta(days=-(-days // 1))
        start = company._jxc_timezone().localize(datetime.combine(first, time.min))
        return start.astimezone(pytz.utc).replace(tzinfo=None)
