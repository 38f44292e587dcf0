from odoo import api, models
from odoo.fields import Domain

ENDED = ("done", "rejected", "cancelled")


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _is_approver(self):
        """A purchase manager decides about requests that no rule is for."""
        return super()._is_approver() or self._has_role(
            "jxc_base.group_purchase_manager"
        )

    @api.model
    def _tile_my_requests(self):
        """My requests on their way; what stands still because of me, or is late."""
        mine = Domain("requested_by", "=", self.env.uid)
        mine &= Domain("state", "not in", ENDED)
        tile = self._count_tile(
            "my_requests",
            None,
            "purchase.request",
            mine,
            hint=self.env._("On their way to an order and to the warehouse."),
            icon="fa-shopping-basket",
        )
        if tile and tile["count"]:
            tile["lines"] = self._request_parts(mine)
        return tile

    @api.model
    def _request_parts(self, mine):
        late = Domain("jxc_date_required", "<", self._today())
        parts = (
            (self.env._("To Submit"), Domain("state", "=", "draft")),
            (self.env._("In Approval"), Domain("state", "=", "to_approve")),
            (self.env._("Late"), late & Domain("state", "!=", "draft")),
        )
        tiles = (
            self._count_tile("my_requests", title, "purchase.request", mine & part)
            for title, part in parts
        )
        return [
            {name: tile[name] for name in ("title", "count", "action")}
            for tile in tiles
            if tile["count"]
        ]

    @api.model
    def _tile_requests_to_order(self):
        return self._count_tile(
            "requests_to_order",
            None,
            "purchase.request.line",
            [
                ("jxc_open_qty", ">", 0),
                ("request_state", "in", ("approved", "in_progress")),
            ],
            hint=self.env._("Approved: choose lines and make requests for quotation."),
            icon="fa-cart-plus",
        )
