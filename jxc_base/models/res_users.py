from odoo import api, fields, models

DATA_RIGHTS = {"jxc_warehouse_ids", "jxc_own_customers"}


class ResUsers(models.Model):
    _inherit = "res.users"

    jxc_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "jxc_user_warehouse_rel",
        "user_id",
        "warehouse_id",
        string="Own Warehouses",
        help="Transfers, scrap and replenishment rules of other warehouses are hidden "
        "from this user; stock and availability are not. Empty: all warehouses.",
    )
    jxc_own_customers = fields.Boolean(
        string="Only Own Customers",
        help="This salesperson sees customers of their own and of nobody, not those "
        "of colleagues. Has no effect on sales managers.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if any(DATA_RIGHTS & set(vals) for vals in vals_list):
            self.env.registry.clear_cache()
        return users

    def write(self, vals):
        result = super().write(vals)
        if DATA_RIGHTS & set(vals):
            # the record rules were evaluated with the former values
            self.env.registry.clear_cache()
        return result
