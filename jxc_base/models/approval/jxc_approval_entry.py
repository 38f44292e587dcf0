from odoo import fields, models

from ..common.request_origin import VIA


class JxcApprovalEntry(models.Model):
    """The trail of approvals: who decided what, for whom, when, from where.

    Signatures of a step are counted here too; a re-opened document drops its reviews
    and with them the count, never the trail.
    """

    _name = "jxc.approval.entry"
    _inherit = "jxc.append.only"
    _description = "Approval Trail"
    _order = "id desc"
    _rec_name = "document_name"
    _jxc_free = frozenset({"review_id", "user_id", "approver_id"})

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char("Document", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("asked", "Asked for approval"),
            ("signed", "Approved"),
            ("refused", "Refused"),
            ("reopened", "Re-opened"),
            ("escalated", "Escalated"),
            ("unapproved", "Un-approved"),
        ],
        string="Decision",
        required=True,
        readonly=True,
    )
    decided_at = fields.Datetime(
        "Date",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    review_id = fields.Many2one(
        "tier.review", readonly=True, ondelete="set null", index="btree_not_null"
    )
    rule_name = fields.Char("Rule", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    user_name = fields.Char("Decided by", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    approver_name = fields.Char(
        "On Behalf of", readonly=True, help="The approver a delegate decided for."
    )
    via = fields.Selection(
        VIA,
        string="Came from",
        required=True,
        readonly=True,
        default="system",
    )
    address = fields.Char("IP Address", readonly=True)
    comment = fields.Char(readonly=True)
    snapshot = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="What the document looked like: fields, lines and total.",
    )

    _document_idx = models.Index("(res_model, res_id)")

    def _jxc_kept_message(self):
        return self.env._("The trail of approvals is neither changed nor deleted.")
