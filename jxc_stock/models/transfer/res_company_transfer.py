"""How this company transfers goods between its warehouses."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_transfer_manager = fields.Boolean(
        "Managers Confirm Transfers",
        help="Only warehouse managers confirm transfers between warehouses. Off: any "
        "warehouse worker of the source does, unless an approval rule says more.",
    )
    jxc_transfer_days = fields.Integer(
        "Days on the Way",
        default=2,
        help="Between two warehouses without freight of their own. Later than that a "
        "transfer is late.",
    )
    jxc_transfer_least_days = fields.Integer(
        "Suggest below (Days)",
        default=7,
        help="A warehouse lacks goods that last less than this many days of sales, or "
        "are below the minimum of its replenishment rule.",
    )
    jxc_transfer_most_days = fields.Integer(
        "Own Target (Days)",
        default=30,
        help="A warehouse keeps goods for this many days of sales, and at least the "
        "maximum of its replenishment rule, before it gives any away.",
    )

    _jxc_transfer_days_sane = models.Constraint(
        "CHECK(jxc_transfer_days BETWEEN 0 AND 366"
        " AND jxc_transfer_least_days BETWEEN 0 AND 366"
        " AND jxc_transfer_most_days BETWEEN jxc_transfer_least_days AND 1000)",
        "Days of transfers lie between 0 and 366, and the target is not below the "
        "days from which goods are lacking.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_transfer_manager = fields.Boolean(
        related="company_id.jxc_transfer_manager", readonly=False
    )
    jxc_transfer_days = fields.Integer(
        related="company_id.jxc_transfer_days", readonly=False
    )
    jxc_transfer_least_days = fields.Integer(
        related="company_id.jxc_transfer_least_days", readonly=False
    )
    jxc_transfer_most_days = fields.Integer(
        related="company_id.jxc_transfer_most_days", readonly=False
    )
