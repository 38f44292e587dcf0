from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .purchase_request_flow import APPROVED_STATES


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    jxc_request_ids = fields.Many2many(
        "purchase.request",
        string="Purchase Requests",
        compute="_compute_jxc_request_ids",
        compute_sudo=True,
    )
    jxc_request_count = fields.Integer(
        compute="_compute_jxc_request_ids", compute_sudo=True
    )

    @api.depends("order_line.purchase_request_allocation_ids")
    def _compute_jxc_request_ids(self):
        for order in self:
            order.jxc_request_ids = order.order_line._jxc_requests()
            order.jxc_request_count = len(order.jxc_request_ids)

    def action_jxc_requests(self):
        """Open the requests behind this order."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchase Requests"),
            "res_model": "purchase.request",
            "view_mode": "list,form",
            "domain": [("id", "in", self.jxc_request_ids.ids)],
        }

    def write(self, vals):
        if vals.get("state") == "purchase":
            self.filtered(lambda o: o.state != "purchase")._jxc_check_requests()
        requests = self.env["purchase.request"]
        follow = {"state", "purchase_group_id"} & set(vals)
        if follow:
            requests = self.order_line._jxc_requests()
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self.order_line._jxc_fit_allocations()
        if follow:
            requests._jxc_update_progress()
        return result

    def unlink(self):
        self.order_line._jxc_free_requests()
        return super().unlink()

    def _purchase_request_line_check(self):
        """Replaced by the check by quantity, which also guards remote writes."""
        return True

    def _jxc_check_requests(self):
        """Refuse to order what was ordered elsewhere or is no longer approved."""
        # sudo: the whole demand counts, not only the requests this buyer can see
        orders = self.sudo()
        self._jxc_check_request_given()
        wanted = defaultdict(float)
        for order_line in orders.order_line:
            for line, share, _got in order_line._jxc_shares():
                wanted[line] += share
        for line, quantity in wanted.items():
            line._jxc_check_orderable(quantity)

    def _jxc_check_request_given(self):
        if self.env.su or self.env.user.has_group("jxc_base.group_purchase_manager"):
            return
        for order in self.filtered("company_id.jxc_request_required"):
            # sudo: only tells whether a request stands behind the line
            free = order.sudo().order_line.filtered(
                lambda line: (
                    line.product_id
                    and not sum(
                        line.purchase_request_allocation_ids.mapped(
                            "requested_product_uom_qty"
                        )
                    )
                )
            )
            if free:
                raise UserError(
                    self.env._(
                        "%(order)s: %(product)s has no purchase request. Make the RFQ "
                        "from an approved request, or ask a purchase manager to "
                        "confirm.",
                        order=order.name,
                        product=free[0].product_id.display_name,
                    )
                )

    @api.model
    def _jxc_approved_states(self):
        return APPROVED_STATES


class PurchaseRequestLine(models.Model):
    _inherit = "purchase.request.line"

    def _jxc_check_orderable(self, quantity):
        """Refuse to order more of this line than is approved and not yet ordered.

        :param quantity: about to be ordered, unit of the line
        """
        if not self.product_uom_id.compare(quantity, 0.0):
            return
        if self.request_state not in APPROVED_STATES or self.cancelled:
            raise UserError(
                self.env._(
                    "%(request)s is not approved: %(product)s cannot be ordered.",
                    request=self.request_id.name,
                    product=self.product_id.display_name,
                )
            )
        free = self.product_qty - self.jxc_ordered_qty
        if self.product_uom_id.compare(quantity, free) > 0:
            raise UserError(
                self.env._(
                    "%(product)s of %(request)s would be ordered twice: approved "
                    "%(approved)s, ordered %(ordered)s, now %(quantity)s %(unit)s. "
                    "Reduce the quantity or cancel this RFQ.",
                    product=self.product_id.display_name,
                    request=self.request_id.name,
                    approved=f"{self.product_qty:g}",
                    ordered=f"{self.jxc_ordered_qty:g}",
                    quantity=f"{quantity:g}",
                    unit=self.product_uom_id.name,
                )
            )


class CreateAlternative(models.TransientModel):
    _inherit = "purchase.requisition.create.alternative"

    @api.model
    def _get_alternative_line_value(self, order_line, *args, **kwargs):
        """An alternative answers the same requests as the RFQ it was made from."""
        vals = super()._get_alternative_line_value(order_line, *args, **kwargs)
        vals["purchase_request_lines"] = [
            Command.set(order_line.purchase_request_lines.ids)
        ]
        vals["purchase_request_allocation_ids"] = [
            Command.create(
                {
                    "purchase_request_line_id": allocation.purchase_request_line_id.id,
                    "requested_product_uom_qty": allocation.requested_product_uom_qty,
                }
            )
            for allocation in order_line.purchase_request_allocation_ids
        ]
        return vals
