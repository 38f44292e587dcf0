from collections import defaultdict
from datetime import datetime, time

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core import merge_lines


class JxcRequestMakeRfq(models.TransientModel):
    _name = "jxc.request.make.rfq"
    _description = "Make RFQs from Request Lines"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    vendor_ids = fields.Many2many(
        "res.partner",
        "jxc_request_make_rfq_vendor_rel",
        string="Ask for all Lines",
        context={"res_partner_search_mode": "supplier"},
        help="Asks these vendors for every line below. Several vendors get an RFQ "
        "each, linked as alternatives, so that their quotes can be compared.",
    )
    merge_days = fields.Integer(
        string="Merge within (Days)",
        help="Lines for the same product, unit and warehouse whose wanted dates are "
        "at most this many days apart become one line of the RFQ.",
    )
    raise_to_minimum = fields.Boolean(
        string="Raise to Vendor's Minimum",
        default=True,
        help="Where the merged quantity is below the vendor's minimum quantity, ask "
        "for the minimum. The requests keep their own quantities.",
    )
    line_ids = fields.One2many("jxc.request.make.rfq.line", "wizard_id")

    @api.model
    def default_get(self, fields_list):
        result = super().default_get(fields_list)
        lines = self._jxc_chosen_lines().filtered(lambda line: line.jxc_open_qty > 0)
        lines = lines.filtered(
            lambda line: line.request_state in ("approved", "in_progress", "ordered")
        )
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing is left to order: choose approved requests with an open "
                    "quantity."
                )
            )
        if len(lines.company_id) > 1:
            raise UserError(self.env._("Choose requests of one company only."))
        result["company_id"] = lines.company_id.id
        result["merge_days"] = lines.company_id.jxc_request_merge_days
        result["line_ids"] = [Command.create(self._prepare_line(li)) for li in lines]
        return result

    @api.model
    def _jxc_chosen_lines(self):
        model = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids") or []
        if model == "purchase.request.line":
            return self.env[model].browse(ids)
        if model == "purchase.request":
            return self.env[model].browse(ids).line_ids
        return self.env["purchase.request.line"]

    @api.model
    def _prepare_line(self, line):
        vendor = line.supplier_id.filtered("active")
        return {
            "request_line_id": line.id,
            "quantity": line.jxc_open_qty,
            "vendor_ids": [Command.set(vendor.ids)],
        }

    @api.onchange("vendor_ids")
    def _onchange_vendor_ids(self):
        if self.vendor_ids:
            self.line_ids.vendor_ids = self.vendor_ids

    def action_make(self):
        """Create the RFQs and open them.

        :return: action on the created RFQs
        :raises UserError: no vendor, archived vendor, quantity not above zero or
            above what is open
        """
        self.ensure_one()
        self.check_access("write")
        lines = self.line_ids.filtered(lambda line: line.quantity)
        lines._check_ready()
        if not lines:
            raise UserError(self.env._("Enter a quantity for at least one line."))
        orders = self.env["purchase.order"]
        for (vendors, picking_type), chosen in self._jxc_buckets(lines).items():
            merged = self._jxc_merge(chosen)
            alternatives = self.env["purchase.order"].create(
                [
                    self._prepare_order(vendor, picking_type, merged)
                    for vendor in vendors
                ]
            )
            if len(alternatives) > 1:
                self.env["purchase.order.group"].create(
                    {"order_ids": [Command.set(alternatives.ids)]}
                )
            orders |= alternatives
        lines.request_line_id.request_id._jxc_update_progress()
        return self._jxc_open_orders(orders)

    def _jxc_buckets(self, lines):
        """Lines asked of the same vendors for the same warehouse go together."""
        buckets = defaultdict(lambda: self.env["jxc.request.make.rfq.line"])
        for line in lines:
            key = (line.vendor_ids.sorted("id"), line.request_line_id.picking_type_id)
            buckets[key] |= line
        return buckets

    def _jxc_merge(self, lines):
        """List of wizard line recordsets, each of which becomes one RFQ line."""
        wants = [
            merge_lines.Want(
                id=line.id,
                key=(
                    line.product_id.id,
                    line.product_uom_id.id,
                    line.request_line_id.specifications or "",
                ),
                day=line.date_required,
                quantity=line.quantity,
            )
            for line in lines
        ]
        return [
            lines.browse([want.id for want in group])
            for group in merge_lines.merge(wants, max(self.merge_days, 0))
        ]

    def _prepare_order(self, vendor, picking_type, merged):
        vendor = vendor.with_company(self.company_id)
        requests = self.env["purchase.request"].union(
            *(lines.request_line_id.request_id for lines in merged)
        )
        return {
            "partner_id": vendor.id,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "origin": ", ".join(requests.sorted("id").mapped("name")),
            "user_id": self.env.uid,
            "payment_term_id": vendor.property_supplier_payment_term_id.id,
            "order_line": [
                Command.create(self._prepare_order_line(vendor, lines))
                for lines in merged
            ],
        }

    def _prepare_order_line(self, vendor, lines):
        wanted = lines.request_line_id
        total = sum(lines.mapped("quantity"))
        return {
            "product_id": lines.product_id.id,
            "product_uom_id": lines.product_uom_id.id,
            "product_qty": self._jxc_order_quantity(vendor, lines, total),
            "date_planned": self._jxc_noon(min(lines.mapped("date_required"))),
            "move_dest_ids": [Command.link(move.id) for move in wanted.move_dest_ids],
            "purchase_request_lines": [Command.set(wanted.ids)],
            "purchase_request_allocation_ids": [
                Command.create(
                    {
                        "purchase_request_line_id": line.request_line_id.id,
                        "requested_product_uom_qty": line.quantity,
                    }
                )
                for line in lines
            ],
        }

    def _jxc_order_quantity(self, vendor, lines, total):
        """The merged quantity, or the vendor's minimum where that is larger."""
        if not self.raise_to_minimum:
            return total
        sellers = lines.product_id.seller_ids.filtered(
            lambda seller: (
                seller.partner_id == vendor
                and seller.company_id.id in (False, self.company_id.id)
            )
        )
        minimums = [
            seller.product_uom_id._compute_quantity(
                seller.min_qty, lines.product_uom_id
            )
            for seller in sellers
        ]
        return max(total, min(minimums, default=0.0))

    def _jxc_noon(self, day):
        """Noon of a day in the user's time zone, as naive UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        noon = zone.localize(datetime.combine(day, time(12)))
        return noon.astimezone(pytz.utc).replace(tzinfo=None)

    def _jxc_open_orders(self, orders):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests for Quotation"),
            "res_model": "purchase.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }
        if len(orders) == 1:
            action.update(view_mode="form", res_id=orders.id)
        return action


class JxcRequestMakeRfqLine(models.TransientModel):
    _name = "jxc.request.make.rfq.line"
    _description = "Request Line to Put into an RFQ"

    wizard_id = fields.Many2one(
        "jxc.request.make.rfq", required=True, ondelete="cascade"
    )
    request_line_id = fields.Many2one(
        "purchase.request.line", required=True, ondelete="cascade"
    )
    request_id = fields.Many2one(related="request_line_id.request_id")
    product_id = fields.Many2one(related="request_line_id.product_id")
    jxc_spec = fields.Char(related="request_line_id.jxc_spec")
    product_uom_id = fields.Many2one(related="request_line_id.product_uom_id")
    picking_type_id = fields.Many2one(related="request_line_id.picking_type_id")
    jxc_warehouse_id = fields.Many2one(related="request_line_id.jxc_warehouse_id")
    date_required = fields.Date(related="request_line_id.date_required")
    open_qty = fields.Float(related="request_line_id.jxc_open_qty")
    quantity = fields.Float(
        string="Quantity Now",
        digits="Product Unit",
        help="How much to ask for now; the rest stays open.",
    )
    vendor_ids = fields.Many2many(
        "res.partner",
        "jxc_request_make_rfq_line_vendor_rel",
        string="Vendors",
        context={"res_partner_search_mode": "supplier"},
    )

    def _check_ready(self):
        for line in self:
            error = line._jxc_error()
            if error:
                message = f"{line.product_id.display_name}: {error}"
                raise UserError(message)

    def _jxc_error(self):
        unit = self.product_uom_id
        if unit.compare(self.quantity, 0.0) <= 0:
            return self.env._("Enter a positive quantity.")
        if unit.compare(self.quantity, self.request_line_id.jxc_open_qty) > 0:
            return self.env._(
                "Only %(open)s %(unit)s are still to be ordered.",
                open=f"{self.request_line_id.jxc_open_qty:g}",
                unit=unit.name,
            )
        if not self.vendor_ids:
            return self.env._("Choose at least one vendor.")
        archived = self.vendor_ids.filtered(lambda vendor: not vendor.active)
        if archived:
            return self.env._("%(vendor)s is archived.", vendor=archived[0].name)
        foreign = self.vendor_ids.filtered(
            lambda vendor: (
                vendor.company_id
                and vendor.company_id != self.request_line_id.company_id
            )
        )
        if foreign:
            return self.env._(
                "%(vendor)s belongs to another company.", vendor=foreign[0].name
            )
        self.request_line_id._jxc_check_orderable(self.quantity)
        return None
