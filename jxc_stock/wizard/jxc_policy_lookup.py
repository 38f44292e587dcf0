from odoo import api, fields, models


class JxcPolicyLookup(models.TransientModel):
    """Which policies hold for product, warehouse and customer, and who says so."""

    _name = "jxc.policy.lookup"
    _description = "Stock Policies in Force"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one("stock.warehouse")
    product_id = fields.Many2one("product.product")
    partner_id = fields.Many2one("res.partner", "Customer")
    line_ids = fields.One2many(
        "jxc.policy.lookup.line", "lookup_id", compute="_compute_line_ids"
    )

    @api.depends("company_id", "warehouse_id", "product_id", "partner_id")
    def _compute_line_ids(self):
        for lookup in self:
            lookup.line_ids = [(5, 0, 0)] + [(0, 0, row) for row in lookup._rows()]

    def _rows(self):
        policy = self.env["jxc.policy"]
        rows = []
        for kind in ("negative", "order", "expired"):
            rule = policy._rule(
                kind, self.company_id, self.warehouse_id, self.product_id
            )
            rows.append(
                (policy._name_of(kind), policy._value_name(kind, rule.value), rule)
            )
        rule = policy._life(self.company_id, self.product_id, self.partner_id)
        rows.append((policy._name_of("life"), self._life_text(rule), rule))
        rows = [
            {
                "policy": name,
                "value": value,
                "origin": policy._origin_name(rule.origin),
            }
            for name, value, rule in rows
        ]
        return rows + [self._freeze_row(freeze) for freeze in self._freezes()]

    def _freezes(self):
        """Freezes that hold now and keep some of what is asked for."""
        return (
            self.env["jxc.stock.freeze"]
            ._holding()
            .filtered(
                lambda freeze: (
                    freeze.company_id == self.company_id
                    and freeze._concerns("product_id", self.product_id)
                    and freeze._concerns("warehouse_id", self.warehouse_id)
                )
            )
        )

    def _freeze_row(self, freeze):
        place = freeze.location_id.complete_name or freeze.warehouse_id.name
        what = " · ".join(filter(None, (place, freeze.product_id.display_name)))
        return {
            "policy": self.env._("Frozen: %(what)s", what=what),
            "value": freeze._in_short(),
            "origin": freeze.user_id.name,
        }

    def _life_text(self, rule):
        if rule.value == "percent" and rule.number is None:
            return self.env._("% of a shelf life that the product does not name")
        if rule.number:
            return self.env._("%(days)s days", days=f"{rule.number:g}")
        return self.env["jxc.policy"]._value_name("life", rule.value or "none")


class JxcPolicyLookupLine(models.TransientModel):
    _name = "jxc.policy.lookup.line"
    _description = "Stock Policy in Force"

    lookup_id = fields.Many2one("jxc.policy.lookup")
    policy = fields.Char(readonly=True)
    value = fields.Char("In Force", readonly=True)
    origin = fields.Char("Set By", readonly=True)
