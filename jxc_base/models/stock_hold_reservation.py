from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.depends("location_id.jxc_hold_effective")
    def _compute_available_quantity(self):
        super()._compute_available_quantity()
        self.filtered("location_id.jxc_hold_effective").available_quantity = 0

    @api.model
    def _jxc_held_domain(self):
        """Domain of what is on hand but not free; never true without any.

        Hook: an addon that blocks goods in another way adds them.
        """
        hold_ids = self.env["stock.location"]._jxc_hold_location_ids()
        return Domain("location_id", "in", hold_ids) if hold_ids else Domain.FALSE

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        """A search below a normal location does not find what is on hold; a
        transfer that starts at the hold location itself does (release, return)."""
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        hold_ids = self.env["stock.location"]._jxc_hold_location_ids()
        if strict or not hold_ids or location_id.id in hold_ids:
            return domain
        return Domain(domain) & Domain("location_id", "not in", hold_ids)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_check_hold(self):
        """Refuse goods on hold that leave for a customer or for consumption.

        Releases, returns to the vendor and scrapping stay possible.
        :raises UserError: names the product and the location
        """
        hold_ids = self.env["stock.location"]._jxc_hold_location_ids()
        if not hold_ids:
            return
        for line in self.filtered(lambda line: line.location_id.id in hold_ids):
            ends = line.location_dest_id | line.move_id.location_final_id
            if {"customer", "production"} & set(ends.mapped("usage")):
                raise UserError(line._jxc_hold_message())

    def _jxc_hold_message(self):
        return self.env._(
            "%(product)s in %(location)s is on hold and cannot be delivered. Release"
            " it first with a transfer to a normal location, or choose other goods.",
            product=self.product_id.display_name,
            location=self.location_id.complete_name,
        )
