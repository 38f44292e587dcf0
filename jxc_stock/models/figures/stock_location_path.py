from odoo import api, fields, models

from ...core.pick_path import path_key


class StockLocation(models.Model):
    _inherit = "stock.location"

    jxc_pick_order = fields.Integer(
        "Pick Order",
        default=0,
        help="The bins of a warehouse are passed in this order. 0: after the others, "
        "by name.",
    )
    jxc_dock_metres = fields.Float(
        "Metres from the Dock",
        default=0.0,
        digits=(16, 1),
        help="The way from where goods leave to this bin. Slotting advice goes by it. "
        "0: not known, unless the bin is passed before all others.",
    )

    def action_jxc_number(self):
        """Window that numbers the bins of a warehouse."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_pick_order_action"
        )

    _jxc_path_sane = models.Constraint(
        "CHECK(jxc_pick_order >= 0 AND jxc_dock_metres >= 0)",
        "Pick order and metres from the dock cannot be negative.",
    )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    jxc_bin_id = fields.Many2one(
        "stock.location",
        "Bin",
        compute="_compute_jxc_bin_id",
        help="Where somebody has to go: the source, of receipts the target.",
    )

    @api.depends("picking_id.picking_type_id.code", "location_id", "location_dest_id")
    def _compute_jxc_bin_id(self):
        for line in self:
            incoming = line.picking_id.picking_type_id.code == "incoming"
            line.jxc_bin_id = line.location_dest_id if incoming else line.location_id

    def _jxc_in_path_order(self):
        """These lines in the order in which somebody passes their bins."""
        return self.sorted(
            lambda line: (
                path_key(line.jxc_bin_id.jxc_pick_order, line.jxc_bin_id.complete_name),
                line.product_id.display_name,
                line.lot_id.name or line.lot_name or "",
                line.id,
            )
        )

    def _jxc_path_row(self):
        place, product = self.jxc_bin_id, self.product_id
        return {
            "line_id": self.id,
            "picking_id": self.picking_id.id,
            "location_id": place.id,
            "location": place.complete_name,
            "barcode": place.barcode or "",
            "pick_order": place.jxc_pick_order,
            "metres": place.jxc_dock_metres,
            "product_id": product.id,
            "product": product.display_name,
            "lot": self.lot_id.name or self.lot_name or "",
            "package": self.package_id.name or "",
            "quantity": self.quantity,
            "unit": self.product_uom_id.name,
            "picked": self.picked,
        }


class StockPicking(models.Model):
    _inherit = "stock.picking"

    jxc_path_line_ids = fields.Many2many(
        "stock.move.line", string="Pick Path", compute="_compute_jxc_path_line_ids"
    )

    @api.depends("move_line_ids.location_id", "move_line_ids.location_dest_id")
    def _compute_jxc_path_line_ids(self):
        for picking in self:
            picking.jxc_path_line_ids = picking.move_line_ids._jxc_in_path_order()

    def _jxc_path_moves(self):
        """Movements in the order of the first bin of each."""
        lines = self.move_line_ids._jxc_in_path_order()
        return lines.move_id | self.move_ids

    @api.readonly
    def get_pick_path(self):
        """What to take (or to put away) in the order of the bins.

        :return: ``[{"step": from 1, "line_id", "picking_id", "location_id",
            "location", "barcode", "pick_order", "metres", "product_id", "product",
            "lot", "package", "quantity": in "unit", "unit", "picked"}]``; several
            transfers make one path
        """
        self.check_access("read")
        lines = self.move_line_ids._jxc_in_path_order()
        return [
            {"step": number, **line._jxc_path_row()}
            for number, line in enumerate(lines, 1)
        ]
