"""A transfer between warehouses 调拨单: its states as its users know them."""

from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

from ...core import transfer_state
from ..given import refused_label

# what the source still owes, what is under way, what is over
OPEN = ("confirmed", "partly_shipped", "in_transit", "partly_received", "received")
ADDONS = ("jxc_stock", "stock_interwarehouse_transfer")
# set by those who ask; the rest of a transfer comes from its methods and movements
ASKED = {
    "warehouse_from_id",
    "warehouse_to_id",
    "company_id",
    "location_id",
    "location_dest_id",
    "scheduled_date",
    "line_ids",
    "jxc_origin",
    "jxc_note",
    "jxc_requested_by",
}
LATER = {"jxc_note", "jxc_user_id", "scheduled_date", "line_ids", "jxc_promised_on"}


class StockInterwarehouseTransfer(models.Model):
    _name = "stock.interwarehouse.transfer"
    _inherit = ["jxc.approval.mixin", "stock.interwarehouse.transfer"]
    _order = "id desc"
    _check_company_auto = True

    _state_field = "jxc_stage"
    _state_from = ["draft", "to_approve"]
    _state_to = ["confirmed"]
    _cancel_state = "cancelled"
    _tier_validation_manual_config = False
    _jxc_confirmed_states = ("confirmed",)
    _jxc_material_fields = (
        "warehouse_from_id",
        "warehouse_to_id",
        "company_id",
        "location_id",
        "location_dest_id",
    )
    _jxc_owner_fields = ("create_uid", "jxc_requested_by")
    _jxc_approval_line_models = {"stock.interwarehouse.transfer.line": "transfer_id"}
    _jxc_requester_field = "jxc_requested_by"
    _jxc_criteria = ("amount", "category", "warehouse")
    _jxc_amount_field = "jxc_amount"
    _jxc_category_path = "line_ids.product_id.categ_id"
    _jxc_page_fields = (
        "warehouse_from_id",
        "warehouse_to_id",
        "jxc_requested_by",
        "jxc_note",
    )
    _jxc_page_lines = "line_ids"
    _jxc_page_line_fields = (
        "product_id",
        "product_uom_qty",
        "product_uom",
        "",
        "jxc_value",
    )
    _jxc_page_total = "jxc_amount"

    state = fields.Selection(
        selection_add=[
            ("draft",),
            ("to_approve", "Waiting for Approval"),
            ("confirmed",),
            ("partly_shipped", "Partly Shipped"),
            ("in_transit",),
            ("partly_received", "Partly Received"),
            ("received", "Difference to Settle"),
            ("done",),
            ("cancelled",),
        ],
        ondelete={
            "to_approve": "set default",
            "partly_shipped": "set default",
            "partly_received": "set default",
            "received": "set default",
        },
        tracking=True,
        group_expand="_expand_state",
    )
    warehouse_to_id = fields.Many2one(default=lambda self: self._default_warehouse())
    jxc_stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "Waiting for Approval"),
            ("confirmed", "Approved"),
            ("cancelled", "Cancelled"),
        ],
        "Decision",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        help="What was decided about the transfer; its state follows the movements.",
    )
    jxc_requested_by = fields.Many2one(
        "res.users",
        "Requested by",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        copy=False,
        tracking=True,
    )
    jxc_user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Settles the differences; without one, whoever confirmed the transfer.",
    )
    jxc_origin = fields.Char("Source Document", copy=False)
    jxc_note = fields.Text("Reason of the Request")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    jxc_amount = fields.Monetary(
        "Value",
        currency_field="company_currency_id",
        compute="_compute_jxc_amount",
        store=True,
        groups=COST,
        help="At cost when it was asked for: what approval rules look at.",
    )
    jxc_shipped_at = fields.Datetime(
        "Shipped on", compute="_compute_state", store=True, help="The last shipment."
    )
    jxc_received_at = fields.Datetime(
        "Received on", compute="_compute_state", store=True, help="The last receipt."
    )
    jxc_expected_on = fields.Date(
        "Arrival Expected",
        compute="_compute_jxc_expected_on",
        store=True,
        copy=False,
        help="As promised, else the day of the last shipment and the days on the way.",
    )
    jxc_promised_on = fields.Date(
        "Arrival Promised",
        copy=False,
        tracking=True,
        help="What carrier or driver say; empty: by the days on the way.",
    )
    jxc_late = fields.Boolean(
        "Late", compute="_compute_jxc_late", search="_search_jxc_late"
    )
    jxc_progress = fields.Float(
        "Progress", compute="_compute_jxc_progress", help="Mean of its products."
    )
    jxc_difference_ids = fields.One2many(
        "jxc.transfer.difference", "transfer_id", "Differences"
    )
    jxc_open_differences = fields.Integer(
        "Open Differences", compute="_compute_jxc_counts", compute_sudo=True
    )
    jxc_differences = fields.Integer(
        "Differences Found", compute="_compute_jxc_counts", compute_sudo=True
    )
    jxc_shipments = fields.Integer(
        "Shipments", compute="_compute_jxc_counts", compute_sudo=True
    )
    jxc_receipts = fields.Integer(
        "Arrivals", compute="_compute_jxc_counts", compute_sudo=True
    )
    jxc_can_confirm = fields.Boolean("May Confirm", compute="_compute_jxc_can")
    jxc_can_ship = fields.Boolean("May Ship", compute="_compute_jxc_can")
    jxc_can_receive = fields.Boolean("May Receive", compute="_compute_jxc_can")
    picking_count = fields.Integer(compute_sudo=True)

    @api.model
    def _expand_state(self, states, _domain):
        """Columns of the kanban in the order of the way."""
        order = [code for code, _name in self._fields["state"].selection]
        return [code for code in order if code in states]

    @api.model
    def _default_warehouse(self):
        """The user's own warehouse asks."""
        company = self.env.company
        return self.env.user.jxc_warehouse_ids.filtered(
            lambda warehouse: warehouse.company_id == company
        )[:1]

    @api.onchange("warehouse_to_id")
    def _onchange_warehouse_to_id(self):
        """A source to begin with: comparing the sources needs a saved request."""
        if self.warehouse_to_id and not self.warehouse_from_id:
            domain = [
                ("company_id", "=", self.warehouse_to_id.company_id.id),
                ("id", "!=", self.warehouse_to_id.id),
            ]
            self.warehouse_from_id = self.env["stock.warehouse"].search(domain, limit=1)

    # -- figures ---------------------------------------------------------------

    @api.depends(
        "jxc_stage",
        "line_ids.move_ids.state",
        "line_ids.move_ids.quantity",
        "line_ids.move_ids.product_uom_qty",
        "jxc_difference_ids.state",
        "jxc_difference_ids.quantity",
    )
    def _compute_state(self):
        for transfer in self:
            balances = transfer.line_ids._jxc_balances()
            moves = transfer.line_ids.move_ids
            stage = "confirmed" if moves else transfer.jxc_stage
            transfer.state = transfer_state.state(stage, balances.values())
            done = moves.filtered(lambda move: move.state == "done")
            out = done.filtered(lambda m: m._jxc_transfer_kind() == "shipped")
            into = done.filtered(lambda m: m._jxc_transfer_kind() == "received")
            transfer.jxc_shipped_at = max(out.mapped("date"), default=False)
            transfer.jxc_received_at = max(into.mapped("date"), default=False)

    @api.depends("line_ids.product_uom_qty", "line_ids.product_uom")
    def _compute_jxc_amount(self):
        for transfer in self:
            transfer.jxc_amount = sum(transfer.line_ids.mapped("jxc_value"))

    @api.depends("jxc_shipped_at", "scheduled_date", "jxc_promised_on")
    def _compute_jxc_expected_on(self):
        ways = self.env["jxc.transfer.route"]._ways(self)
        for transfer in self:
            start = transfer.jxc_shipped_at or transfer.scheduled_date
            if transfer.jxc_promised_on or not start:
                transfer.jxc_expected_on = transfer.jxc_promised_on
                continue
            zone = (transfer.company_id or self.env.company)._jxc_timezone()
            day = pytz.utc.localize(start).astimezone(zone).date()
            transfer.jxc_expected_on = day + timedelta(days=ways[transfer].days)

    @api.depends("jxc_expected_on", "state")
    def _compute_jxc_late(self):
        for transfer in self:
            today = (transfer.company_id or self.env.company)._jxc_today()
            expected = transfer.jxc_expected_on
            underway = transfer.state in OPEN and transfer.jxc_shipped_at
            transfer.jxc_late = bool(underway and expected and expected < today)

    def _search_jxc_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._jxc_today()
        late = [
            ("state", "in", OPEN),
            ("jxc_shipped_at", "!=", False),
            ("jxc_expected_on", "<", today),
        ]
        return late if True in value else ["!", "&", "&", *late]

    @api.depends("line_ids.move_ids.state", "line_ids.product_uom_qty")
    def _compute_jxc_progress(self):
        for transfer in self:
            lines = transfer.line_ids.filtered("product_uom_qty")
            shares = [
                min(line.qty_received / line.product_uom_qty, 1.0) for line in lines
            ]
            transfer.jxc_progress = sum(shares) / len(shares) if shares else 0.0

    @api.depends("picking_ids", "jxc_difference_ids.state")
    def _compute_jxc_counts(self):
        for transfer in self:
            home = transfer.warehouse_from_id
            live = transfer.picking_ids.filtered(lambda p: p.state != "cancel")
            out = live.filtered(
                lambda p, home=home: (
                    p.location_dest_id.usage == "transit"
                    and p.picking_type_id.warehouse_id == home
                )
            )
            transfer.jxc_shipments = len(out)
            transfer.jxc_receipts = len(live - out)
            found = transfer.jxc_difference_ids
            transfer.jxc_differences = len(found)
            transfer.jxc_open_differences = len(
                found.filtered(lambda one: one.state in ("open", "moving"))
            )

    @api.depends("state", "warehouse_from_id", "warehouse_to_id")
    @api.depends_context("uid")
    def _compute_jxc_can(self):
        for transfer in self:
            waiting = transfer.state in ("draft", "to_approve")
            transfer.jxc_can_confirm = waiting and not transfer._confirm_error()
            # sudo: how far the movements are, whichever warehouse they belong to
            balances = transfer.sudo().line_ids._jxc_balances().values()
            transfer.jxc_can_ship = any(b.to_ship for b in balances) and (
                self._works_in(transfer.warehouse_from_id)
            )
            transfer.jxc_can_receive = (
                any(b.to_receive for b in balances)
                and any(b.in_transit > 0 for b in balances)
                and self._works_in(transfer.warehouse_to_id)
            )

    @api.model
    def _works_in(self, warehouse):
        """Whether the user handles goods of this warehouse."""
        user = self.env.user
        mine = user.jxc_warehouse_ids
        return self.env.su or (
            user.has_group("stock.group_stock_user") and (not mine or warehouse in mine)
        )

    @api.depends("name")
    def _compute_display_name(self):
        for transfer in self:
            new = not transfer.name or transfer.name == "/"
            transfer.display_name = self.env._("New Transfer") if new else transfer.name

    # -- what may be written ---------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals, ASKED | LATER | {"name"})
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id"))
                sequence = self.env["ir.sequence"].with_company(
                    company or self.env.company
                )
                vals["name"] = sequence.next_by_code(self._name) or "/"
            company = (
                self.env["stock.warehouse"]
                .browse(vals.get("warehouse_from_id"))
                .company_id
            )
            vals.setdefault("company_id", (company or self.env.company).id)
        transfers = super().create(vals_list)
        # once more: defaults of the context may have set it
        if not self.env.su and set(transfers.mapped("jxc_stage")) - {"draft"}:
            raise UserError(self.env._("A transfer moves on by its buttons."))
        return transfers

    def write(self, vals):
        settled = any(transfer.jxc_stage not in self._state_from for transfer in self)
        self._check_given(vals, LATER if settled else ASKED | LATER)
        if "jxc_stage" in vals and not self.env.su and vals["jxc_stage"] != "confirmed":
            raise UserError(self.env._("A transfer moves on by its buttons."))
        return super().write(vals)

    @api.model
    def _check_given(self, vals, allowed):
        """States and figures come from methods and movements, never with the values."""
        allowed = {*allowed, "jxc_stage"}
        if label := refused_label(self, vals, allowed, ADDONS):
            raise UserError(
                self.env._(
                    "%(field)s of a transfer cannot be changed here: what is asked for "
                    "is set before it is confirmed, the rest follows its shipments and "
                    "receipts.",
                    field=label,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if any(t.state not in ("draft", "cancelled") or t.picking_ids for t in self):
            raise UserError(
                self.env._(
                    "A transfer that was confirmed stays on record: cancel it instead."
                )
            )
