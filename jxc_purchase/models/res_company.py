from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_request_auto_approve = fields.Boolean(
        string="Approve Requests without Rule",
        default=True,
        help="A submitted purchase request to which no approval rule applies is "
        "approved at once. Otherwise a purchase manager approves it.",
    )
    jxc_request_merge_days = fields.Integer(
        string="Merge Requests within (Days)",
        default=3,
        help="Request lines for the same product, unit and warehouse whose wanted "
        "dates are at most this many days apart become one line of the RFQ.",
    )
    jxc_request_required = fields.Boolean(
        string="Orders Need a Request",
        help="Only purchase managers confirm an order that has lines without an "
        "approved purchase request.",
    )

    _jxc_request_merge_days_positive = models.Constraint(
        "CHECK (jxc_request_merge_days >= 0)",
        "The number of days within which requests are merged cannot be negative.",
    )
