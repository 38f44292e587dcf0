from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..core import request_quantities

CLAIM = {"purchase_request_line_id", "purchase_line_id", "requested_product_uom_qty"}


class PurchaseRequestAllocation(models.Model):
    _inherit = "purchase.request.allocation"

    def _jxc_claims(self):
        """Claims on request lines by the order lines of these allocations.

        The quantity (and what was received) of an order line goes to its requests in
        the order of their wanted dates, at most what each was allocated.

        :return: {request line id: [Claim]} in the units of the request lines
        """
        claims = defaultdict(list)
        for order_line in self.purchase_line_id:
            if order_line.state == "cancel":
                continue
            order = order_line.order_id
            group = order.purchase_group_id
            name = f"group {group.id}" if group else f"order {order.id}"
            for line, quantity, received in order_line._jxc_shares():
                claims[line.id].append(
                    request_quantities.Claim(
                        group=name,
                        confirmed=order_line.state == "purchase",
                        quantity=quantity,
                        received=received,
                    )
                )
        return claims

    @api.model_create_multi
    def create(self, vals_list):
        allocations = super().create(vals_list)
        allocations.purchase_request_line_id.request_id._jxc_update_progress()
        return allocations

    def write(self, vals):
        """What a confirmed order took of a request would be open again.

        Buyers and workers may write allocations: core links them to moves for them.
        """
        # sudo: only the state of orders, which workers may not read
        taken = self.sudo().filtered(lambda a: a.purchase_line_id.state == "purchase")
        if taken and CLAIM & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%(request)s was ordered with %(order)s: cancel the order to free "
                    "its quantity.",
                    request=taken[0].purchase_request_line_id.request_id.name,
                    order=taken[0].purchase_line_id.order_id.name,
                )
            )
        return super().write(vals)

    def unlink(self):
        allocations = self.exists()
        requests = allocations.purchase_request_line_id.request_id
        result = super(PurchaseRequestAllocation, allocations).unlink()
        requests._jxc_update_progress()
        return result

    @api.constrains("purchase_request_line_id", "purchase_line_id")
    def _check_jxc_same_product(self):
        for allocation in self.filtered("purchase_line_id"):
            line = allocation.purchase_request_line_id
            order_line = allocation.purchase_line_id
            if line.product_id != order_line.product_id or (
                line.company_id != order_line.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(order)s orders another product, or for another company, "
                        "than %(request)s asks for.",
                        order=order_line.order_id.name,
                        request=line.request_id.name,
                    )
                )
