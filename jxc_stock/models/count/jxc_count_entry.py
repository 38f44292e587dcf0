"""What a person counted, as it was counted: append-only."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcCountEntry(models.Model):
    _name = "jxc.count.entry"
    _inherit = "jxc.append.only"
    _description = "Count Entry"
    _log_access = False
    _allow_sudo_commands = False
    _order = "id desc"
    _rec_name = "product_id"
    # users go, partners are merged; the names beside them stay
    _jxc_free = frozenset({"user_id", "owner_id"})

    count_id = fields.Many2one(
        "jxc.count", required=True, readonly=True, ondelete="restrict", index=True
    )
    task_id = fields.Many2one(
        "jxc.count.task", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    round = fields.Integer(required=True, readonly=True, aggregator=None)
    location_id = fields.Many2one("stock.location", required=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, ondelete="restrict")
    package_id = fields.Many2one("stock.package", readonly=True, ondelete="restrict")
    owner_id = fields.Many2one("res.partner", readonly=True)
    mode = fields.Selection(
        [("set", "Counted"), ("add", "Added")],
        required=True,
        readonly=True,
        help="Counted replaces what this counter entered before for these goods, added "
        "goes on top of it. Nobody replaces what somebody else entered.",
    )
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, readonly=True)
    product_qty = fields.Float(
        "In Product Unit", digits="Product Unit", required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Counter", readonly=True, ondelete="set null"
    )
    user_name = fields.Char("Counted By", required=True, readonly=True)
    device_time = fields.Datetime(
        readonly=True, help="Time of the scan by the clock of the device."
    )
    clock_offset = fields.Float(
        readonly=True,
        aggregator=None,
        help="Seconds the server's clock is ahead of the device's.",
    )
    received_at = fields.Datetime(required=True, readonly=True)
    scanned_at = fields.Datetime(
        "Counted On",
        required=True,
        readonly=True,
        help="Server time of the count, the device's clock corrected.",
    )
    client_key = fields.Char(
        readonly=True, help="Given by a device, so that sending again adds nothing."
    )

    _client_key_uniq = models.UniqueIndex(
        "(task_id, client_key) WHERE client_key IS NOT NULL",
        "This was sent already.",
    )
    _quantity_sane = models.Constraint(
        "CHECK(quantity >= 0)", "What was counted is not negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Entries are made by counting."))
        return super().create(vals_list)
