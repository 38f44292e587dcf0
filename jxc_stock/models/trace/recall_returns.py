"""What comes back of a recalled lot is matched with its customer by itself."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_done(self):
        super()._jxc_done()
        self.move_line_ids._jxc_match_recalls()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_match_recalls(self):
        """Note returns of recalled lots and settle customers who have nothing left."""
        # sudo: a recall follows the goods, whoever receives them
        back = self.sudo().filtered(
            lambda line: (
                line.lot_id.jxc_recall_id
                and line.location_id.usage == "customer"
                and line.location_dest_id.usage != "customer"
            )
        )
        for line in back:
            partner = line.picking_id.partner_id or line.move_id.partner_id
            recall = line.lot_id.jxc_recall_id
            found = recall.line_ids.filtered(
                lambda known, line=line, customer=partner.commercial_partner_id: (
                    known.lot_id == line.lot_id
                    and known.customer_id == customer
                    and known.company_id == line.company_id
                )
            )
            recall._note(
                "returned",
                line.picking_id.name or line.reference or "",
                found[:1],
                line.quantity_product_uom,
            )
            found._settle_returned()


class JxcRecallLine(models.Model):
    _inherit = "jxc.recall.line"

    def _settle_returned(self):
        self.invalidate_recordset(["returned_qty", "remaining_qty"])
        empty = self.filtered(lambda line: line.uom_id.is_zero(line.remaining_qty))
        empty = empty.filtered(lambda line: line.state in ("to_call", "informed"))
        empty.write({"state": "returned"})
        empty._end_calls()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _jxc_recall_activity(self, text):
        """A task for whoever looks after this transfer."""
        for picking in self:
            user = picking.user_id or picking.sale_id.user_id
            if user:
                picking.activity_schedule(
                    "mail.mail_activity_data_todo", summary=text, user_id=user.id
                )
