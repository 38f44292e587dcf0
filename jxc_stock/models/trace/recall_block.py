"""What a recalled lot may still do: go back, be scrapped, be put aside.

Guards ask the lots themselves; only figures use the cached list. The way for allowed
movements to find the goods is an object in the context that no client can send.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

_KEY = object()
BLOCKED = SQL("(SELECT id FROM stock_lot WHERE jxc_recall_id IS NOT NULL)")


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _jxc_held_domain(self):
        held = super()._jxc_held_domain()
        lots = self.env["stock.lot"]._jxc_recalled_ids()
        return held | Domain("lot_id", "in", lots) if lots else held

    @api.depends("lot_id.jxc_recall_id")
    def _compute_available_quantity(self):
        super()._compute_available_quantity()
        lots = self.env["stock.lot"]._jxc_recalled_ids()
        if lots:
            blocked = self.filtered(lambda quant: quant.lot_id.id in lots)
            blocked.available_quantity = 0

    def _jxc_hides_recalled(self, product):
        return (
            product.tracking != "none"
            and self.env.context.get("jxc_recalled_goods") is not _KEY
        )

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
        if strict or not self._jxc_hides_recalled(product_id):
            return domain
        return Domain(domain) & Domain("lot_id", "not in", BLOCKED)

    def _get_reserve_quantity(self, product_id, location_id, quantity, **options):
        """Reserve nothing of a blocked lot that an earlier step has brought along."""
        lot = options.get("lot_id")
        wanted = lot and quantity > 0 and self._jxc_hides_recalled(product_id)
        # sudo: a recalled lot is blocked for everybody
        if wanted and lot.sudo().jxc_recall_id:
            return []
        return super()._get_reserve_quantity(
            product_id, location_id, quantity, **options
        )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_clears_recalled(self):
        """Whether this movement may take recalled goods: back, scrap, put aside.

        Other issues (samples, gifts, own use) hand them on to people.
        """
        if self.jxc_note_line_id and not self.scrap_id:
            return False
        ends = self.location_dest_id | self.location_final_id
        return any(map(clears, ends))

    def _update_reserved_quantity_vals(self, *args, **kwargs):
        if self.product_id.tracking != "none" and self._jxc_clears_recalled():
            self = self.with_context(jxc_recalled_goods=_KEY)
        return super()._update_reserved_quantity_vals(*args, **kwargs)

    def _get_available_quantity(self, *args, **kwargs):
        if self.product_id.tracking != "none" and self._jxc_clears_recalled():
            self = self.with_context(jxc_recalled_goods=_KEY)
        return super()._get_available_quantity(*args, **kwargs)

    def _jxc_check_done(self):
        super()._jxc_check_done()
        self.move_line_ids._jxc_check_recall()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.constrains("lot_id", "quantity", "location_id", "location_dest_id")
    def _constrain_recall(self):
        """Say so when the lot is entered, not only when the transfer is done."""
        self.filtered(lambda line: line.state != "cancel")._jxc_check_recall()

    def _jxc_check_recall(self):
        """Refuse recalled lots that would be moved on.

        Returns to vendors, scrap, counts, moves to a hold location and whatever comes
        in (returns of customers, arrivals) stay possible.
        :raises UserError: names lot and recall
        """
        # sudo: a recalled lot is blocked for everybody
        for line in self.filtered(lambda line: line.lot_id.sudo().jxc_recall_id):
            if line.quantity and line._jxc_moves_recalled_on():
                raise UserError(line._jxc_recall_message())

    def _jxc_moves_recalled_on(self):
        source, target = self.location_id, self.location_dest_id
        comes = target.usage in ("internal", "transit")
        # sudo: the movement of a line that is being booked
        if source == target or self._jxc_is_cleared(self.move_id.sudo()):
            return False
        return not (comes and source.usage != "internal")

    def _jxc_is_cleared(self, move):
        target = self.location_dest_id
        if move.jxc_note_line_id and not move.scrap_id:
            return False
        # on the way there counts, as long as the goods stay inside until then
        on_the_way = target.usage in ("internal", "transit")
        return clears(target) or (on_the_way and clears(move.location_final_id))

    def _jxc_recall_message(self):
        # sudo: its number tells whom to ask
        recall = self.lot_id.sudo().jxc_recall_id
        return self.env._(
            "%(product)s, lot %(lot)s is recalled (%(recall)s) and cannot be moved on."
            " Choose another lot; this one may go back to the vendor, be scrapped or be"
            " put into a hold location.",
            product=self.product_id.display_name,
            lot=self.lot_id.name,
            recall=recall.name,
        )


def clears(place):
    """Whether goods that go there are out of the way."""
    return place.usage in ("supplier", "inventory") or bool(place.jxc_hold_effective)
