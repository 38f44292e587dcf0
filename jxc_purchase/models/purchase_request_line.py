from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_gate import LINE, with_gate
from odoo.exceptions import UserError, ValidationError

from ..core import request_quantities
from .purchase_request import COST_GROUPS

FACTS = {
    "request_id",
    "product_id",
    "product_uom_id",
    "product_qty",
    "jxc_suggested_qty",
    "jxc_qty_reason",
    "date_required",
    "name",
    "description",
    "specifications",
    "estimated_cost",
    "supplier_id",
    "cancelled",
    "jxc_closed",
    "jxc_source",
    "jxc_source_ref",
    "jxc_sale_line_id",
    "orderpoint_id",
    "analytic_distribution",
}
ADJUSTABLE = {"product_qty", "jxc_qty_reason", "supplier_id", "estimated_cost"}
# What rules look at: a change may need further approvers
RULED = {"product_qty", "supplier_id", "estimated_cost"}
SOURCES = [
    ("manual", "Manual"),
    ("min_stock", "Minimum Stock"),
    ("forecast", "Forecast"),
    ("sale_line", "Sales Order Line"),
]


class PurchaseRequestLine(models.Model):
    _name = "purchase.request.line"
    _inherit = ["jxc.approval.line.mixin", "purchase.request.line"]
    _jxc_document_model = "purchase.request"
    _jxc_material_fields = ("product_id", "product_uom_id", "product_qty")
    _order = "request_id desc, id"

    product_qty = fields.Float(
        string="Approved Qty",
        help="Quantity that may be ordered. Follows the suggested quantity until an "
        "approver changes it.",
    )
    jxc_suggested_qty = fields.Float(
        string="Suggested Qty",
        digits="Product Unit",
        help="Quantity as asked for; kept when the approver decides otherwise.",
    )
    jxc_qty_reason = fields.Char(
        string="Reason for Change",
        copy=False,
        help="Why the approved quantity differs from the suggested one.",
    )
    date_required = fields.Date(string="Wanted Date")
    supplier_id = fields.Many2one(
        string="Suggested Vendor",
        readonly=False,
        domain=[("is_company", "=", True)],
    )
    jxc_spec = fields.Char(related="product_id.jxc_spec", string="Specification")
    jxc_categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    picking_type_id = fields.Many2one(
        related="request_id.picking_type_id", string="Receive in", store=True
    )
    jxc_warehouse_id = fields.Many2one(
        related="request_id.jxc_warehouse_id", string="Warehouse", store=True
    )
    jxc_source = fields.Selection(
        SOURCES, string="Source", required=True, default="manual", index=True
    )
    jxc_source_ref = fields.Char(string="Source Reference")
    jxc_sale_line_id = fields.Many2one(
        "sale.order.line", ondelete="set null", index="btree_not_null", copy=False
    )
    jxc_closed = fields.Boolean(
        string="Closed",
        readonly=True,
        copy=False,
        help="The quantity not ordered yet is no longer wanted.",
    )
    jxc_ordered_qty = fields.Float(
        string="Ordered",
        digits="Product Unit",
        compute="_compute_jxc_quantities",
        store=True,
    )
    jxc_rfq_qty = fields.Float(
        string="In RFQ",
        digits="Product Unit",
        compute="_compute_jxc_quantities",
        store=True,
        help="Quantity in requests for quotation; alternatives count once.",
    )
    jxc_received_qty = fields.Float(
        string="Received",
        digits="Product Unit",
        compute="_compute_jxc_quantities",
        store=True,
        help="Received less returned.",
    )
    jxc_open_qty = fields.Float(
        string="To Order",
        digits="Product Unit",
        compute="_compute_jxc_quantities",
        store=True,
        help="Approved − ordered − in RFQ.",
    )
    jxc_taken_qty = fields.Float(compute="_compute_jxc_taken_qty")
    estimated_cost = fields.Monetary(
        groups=COST_GROUPS,
        compute="_compute_estimated_cost",
        store=True,
        readonly=False,
        compute_sudo=True,
        default=None,
        copy=False,
        help="Vendor price, or else the product's cost, × quantity.",
    )
    purchased_qty = fields.Float(compute_sudo=True)

    @api.depends(
        "product_qty",
        "cancelled",
        "jxc_closed",
        "purchase_request_allocation_ids.requested_product_uom_qty",
        "purchase_request_allocation_ids.purchase_line_id.product_qty",
        "purchase_request_allocation_ids.purchase_line_id.qty_received",
        "purchase_request_allocation_ids.purchase_line_id.order_id.state",
        "purchase_request_allocation_ids.purchase_line_id.order_id.purchase_group_id",
        "purchase_request_allocation_ids.purchase_line_id"
        ".purchase_request_allocation_ids.requested_product_uom_qty",
    )
    def _compute_jxc_quantities(self):
        claims = self.purchase_request_allocation_ids._jxc_claims()
        for line in self:
            result = request_quantities.settle(
                line.product_qty, claims.get(line._origin.id or line.id, ())
            )
            line.jxc_ordered_qty = result.ordered
            line.jxc_rfq_qty = result.in_rfq
            line.jxc_received_qty = result.received
            ended = line.cancelled or line.jxc_closed
            line.jxc_open_qty = 0.0 if ended else result.open

    @api.depends("jxc_ordered_qty", "jxc_rfq_qty")
    def _compute_jxc_taken_qty(self):
        for line in self:
            line.jxc_taken_qty = line.jxc_ordered_qty + line.jxc_rfq_qty

    @api.depends("product_id", "product_qty", "product_uom_id", "supplier_id")
    def _compute_estimated_cost(self):
        for line in self:
            line.estimated_cost = line._jxc_unit_cost() * line.product_qty

    def _jxc_unit_cost(self):
        """Price of one unit of the line in the company's currency."""
        product = self.product_id.with_company(self.company_id)
        unit = self.product_uom_id or product.uom_id
        if not product:
            return 0.0
        seller = product._select_seller(
            partner_id=self.supplier_id, quantity=self.product_qty, uom_id=unit
        )
        if not seller:
            return product.uom_id._compute_price(product.standard_price, unit)
        # core gives the discounted price per unit of the product
        price = product.uom_id._compute_price(seller.price_discounted, unit)
        company = self.company_id or self.env.company
        return seller.currency_id._convert(price, company.currency_id, company)

    @api.depends("product_id", "product_id.seller_ids")
    def _compute_supplier_id(self):
        for line in self:
            sellers = line.product_id.seller_ids.filtered(
                lambda seller, line=line: (
                    seller.partner_id.active
                    and seller.company_id in (line.company_id, self.env["res.company"])
                )
            )
            line.supplier_id = sellers[:1].partner_id

    @api.depends("purchase_lines.state", "jxc_ordered_qty", "jxc_rfq_qty")
    def _compute_purchase_state(self):
        order = ["to approve", "sent", "draft", "cancel"]
        for line in self:
            states = set(line.purchase_lines.mapped("state"))
            rest = [state for state in order if state in states]
            line.purchase_state = (
                "purchase" if line.jxc_ordered_qty else (rest or [False])[0]
            )

    @api.onchange("product_id")
    def onchange_product_id(self):
        """Propose name and unit; a first quantity of 1 only where none was given."""
        wanted = self.jxc_suggested_qty or 1.0
        result = super().onchange_product_id()
        if self.product_id:
            self.jxc_suggested_qty = self.product_qty = wanted
        return result

    @api.onchange("jxc_suggested_qty")
    def _onchange_jxc_suggested_qty(self):
        self.product_qty = self.jxc_suggested_qty

    @api.constrains("product_qty", "jxc_suggested_qty")
    def _check_jxc_not_negative(self):
        if any(line.product_qty < 0 or line.jxc_suggested_qty < 0 for line in self):
            raise ValidationError(self.env._("A requested quantity is never negative."))

    @api.constrains("product_id", "product_uom_id", "company_id")
    def _check_jxc_product(self):
        for line in self:
            product = line.product_id
            if product.company_id and product.company_id != line.company_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s belongs to another company.",
                        product=product.display_name,
                    )
                )
            unit = line.product_uom_id
            if product and unit and not unit._has_common_reference(product.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s cannot be counted in %(unit)s.",
                        product=product.display_name,
                        unit=unit.display_name,
                    )
                )

    def _jxc_line_error(self):
        """What keeps this line from being submitted, or None."""
        if not self.product_id:
            return self.env._("A line has no product.")
        if not self.product_id.active or not self.product_id.purchase_ok:
            return self.env._(
                "%(product)s can no longer be purchased.",
                product=self.product_id.display_name,
            )
        if self.product_uom_id.compare(self.product_qty, 0.0) <= 0:
            return self.env._(
                "Enter a quantity above zero for %(product)s.",
                product=self.product_id.display_name,
            )
        return None

    def _jxc_differs(self):
        unit = self.product_uom_id or self.product_id.uom_id
        return bool(unit) and unit.compare(self.product_qty, self.jxc_suggested_qty)

    def _jxc_check_reasons(self):
        for line in self.filtered(lambda line: not line.cancelled):
            if line._jxc_differs() and not line.jxc_qty_reason:
                raise UserError(
                    self.env._(
                        "Say why the approved quantity of %(product)s differs from "
                        "the suggested one.",
                        product=line.product_id.display_name,
                    )
                )

    def _jxc_progress_facts(self):
        """(quantity that still counts, quantities) for the state of the request."""
        wanted = self.product_qty
        if self.jxc_closed:
            wanted = self.jxc_ordered_qty + self.jxc_rfq_qty
        return wanted, request_quantities.Quantities(
            self.jxc_ordered_qty,
            self.jxc_rfq_qty,
            self.jxc_received_qty,
            self.jxc_open_qty,
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jxc_pair_quantities(vals)
            product = self.env["product.product"].browse(vals.get("product_id"))
            if product and not vals.get("product_uom_id"):
                vals["product_uom_id"] = product.uom_id.id
            if product and not vals.get("name"):
                vals["name"] = product.display_name
        lines = super().create(vals_list)
        lines._jxc_check_open(FACTS)
        return lines

    def write(self, vals):
        changed = FACTS & set(vals)
        if changed:
            self._jxc_check_open(changed)
            if "request_id" in changed:
                target = self.env["purchase.request"].browse(vals["request_id"])
                target.check_access("write")
                target._jxc_check_header({"line_ids": 1, "name": 1})
            if all(line.request_state in (False, "draft") for line in self):
                vals = self._jxc_pair_quantities(dict(vals))
        # the check above let only the approver through; for facts alone, since what
        # is linked (order lines) has guards of its own
        facts = {name: vals[name] for name in vals if name in FACTS}
        others = {name: vals[name] for name in vals if name not in FACTS}
        if facts:
            super(PurchaseRequestLine, with_gate(self, LINE)).write(facts)
        result = super().write(others)
        if RULED & changed and not self.env.su:
            waiting = self.request_id.filtered(lambda r: r.state == "to_approve")
            # sudo: approvers do not own the review records they add
            waiting.sudo()._jxc_add_missing_reviews()
        return result

    def unlink(self):
        self._jxc_check_open(FACTS)
        return super().unlink()

    @api.model
    def _jxc_pair_quantities(self, vals):
        """A quantity given under one name alone counts for both (in a draft)."""
        if "jxc_suggested_qty" in vals:
            vals.setdefault("product_qty", vals["jxc_suggested_qty"])
        elif "product_qty" in vals:
            vals["jxc_suggested_qty"] = vals["product_qty"]
        return vals

    def _jxc_check_open(self, changed):
        """Refuse changes to lines of a submitted request, except by its approver."""
        if self.env.su:
            return
        for line in self:
            request = line.request_id
            if not request or request.state == "draft":
                continue
            if changed - (ADJUSTABLE if request.jxc_can_adjust else set()):
                raise UserError(
                    self.env._(
                        "The lines of %(request)s are fixed since it was submitted.",
                        request=request.name,
                    )
                )

    def action_jxc_make_rfqs(self):
        """Open the wizard that makes RFQs from these lines."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "jxc_purchase.action_jxc_request_make_rfq"
        )
        action["context"] = {
            "active_model": self._name,
            "active_ids": self.ids,
            "dialog_size": "extra-large",
        }
        return action

    def action_jxc_close(self):
        """Close what is not ordered yet; asks for the reason."""
        action = self.request_id._jxc_ask_reason("close")
        action["context"]["default_line_ids"] = self.ids
        return action

    def _jxc_close(self, reason):
        if not self.env.user.has_group("jxc_base.group_purchaser"):
            raise UserError(self.env._("Only purchasers close requested quantities."))
        self.check_access("read")
        # sudo: purchasers close lines of requests that others made
        lines = self.sudo().filtered(lambda line: line.jxc_open_qty > 0)
        for line in lines:
            line.request_id.message_post(
                body=self.env._(
                    "%(product)s: remaining %(qty)s %(unit)s closed: %(reason)s",
                    product=line.product_id.display_name,
                    qty=line.jxc_open_qty,
                    unit=line.product_uom_id.name,
                    reason=reason,
                )
            )
        lines.write({"jxc_closed": True})
        lines.request_id._jxc_update_progress()

    def action_jxc_open_request(self):
        """Open the request of this line."""
        return self.request_id._jxc_open()
