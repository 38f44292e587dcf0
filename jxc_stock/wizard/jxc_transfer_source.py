"""Which warehouse the goods of a request could come from. 货源比较"""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class JxcTransferSource(models.TransientModel):
    _name = "jxc.transfer.source"
    _description = "Source of a Transfer"

    transfer_id = fields.Many2one(
        "stock.interwarehouse.transfer", required=True, readonly=True
    )
    line_ids = fields.One2many("jxc.transfer.source.line", "source_id", readonly=True)

    @api.model
    def _open(self, transfer):
        """Dialog with what every other warehouse has of the goods."""
        transfer._check_state("draft")
        if not transfer.line_ids:
            raise UserError(self.env._("Add the goods first."))
        rows = self._rows(transfer)
        source = self.create(
            {
                "transfer_id": transfer.id,
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Where Could It Come From?"),
            "res_model": self._name,
            "res_id": source.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _rows(self, transfer):
        # sudo: what lies elsewhere is the same for everybody
        warehouses = self.env["stock.warehouse"].sudo()
        others = warehouses.search(
            [
                ("company_id", "=", transfer.company_id.id),
                ("id", "!=", transfer.warehouse_to_id.id),
            ]
        )
        products = transfer.line_ids.product_id
        spare, levels = others._jxc_spare(products), others._jxc_levels(products)
        routes = self.env["jxc.transfer.route"]
        freight, _closed = routes._freight(transfer.company_id)
        default, rows = routes._default(transfer.company_id), []
        for warehouse in others:
            way = freight.get((warehouse.id, transfer.warehouse_to_id.id), default)
            figures = (spare[warehouse.id], levels[warehouse.id], way)
            rows += self._rows_of(transfer, warehouse, *figures)
        return sorted(rows, key=lambda row: (not row["enough"], -row["spare"]))

    @api.model
    def _rows_of(self, transfer, warehouse, spare, levels, way):
        """Rows of one warehouse, one per line of the transfer."""
        # sudo: what lies elsewhere is the same for everybody
        products = transfer.line_ids.product_id.sudo()
        here = products.with_context(warehouse_id=warehouse.id)
        stock = {p.id: (p.qty_available, p.free_qty, p.virtual_available) for p in here}
        for line in transfer.line_ids:
            number = line.product_id.id
            wanted = line.product_uom._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id
            )
            yield {
                "warehouse_id": warehouse.id,
                "product_id": number,
                "wanted": wanted,
                "on_hand": stock[number][0],
                "available": stock[number][1],
                "projected": stock[number][2],
                "kept": levels[number][0],
                "spare": spare[number],
                "enough": spare[number] >= wanted,
                "cost": way.cost,
                "days": way.days,
            }


class JxcTransferSourceLine(models.TransientModel):
    _name = "jxc.transfer.source.line"
    _description = "What a Warehouse Could Give"
    _order = "enough desc, spare desc, id"

    source_id = fields.Many2one(
        "jxc.transfer.source", required=True, ondelete="cascade"
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    company_currency_id = fields.Many2one(
        related="source_id.transfer_id.company_currency_id"
    )
    wanted = fields.Float("Requested", digits="Product Unit", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    available = fields.Float(digits="Product Unit", readonly=True)
    projected = fields.Float(
        "Forecast",
        digits="Product Unit",
        readonly=True,
        help="When all that is planned has come and gone.",
    )
    kept = fields.Float(
        "It Keeps",
        digits="Product Unit",
        readonly=True,
        help="Its minimum or safety stock, whichever is more.",
    )
    spare = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="The lower of available and forecast, less what it keeps.",
    )
    enough = fields.Boolean(readonly=True)
    cost = fields.Monetary(
        "Freight", currency_field="company_currency_id", readonly=True
    )
    days = fields.Integer("Days on the Way", readonly=True)

    def action_choose(self):
        """Have the transfer come from this warehouse."""
        self.ensure_one()
        self.source_id.transfer_id.write({"warehouse_from_id": self.warehouse_id.id})
        return {"type": "ir.actions.act_window_close"}
