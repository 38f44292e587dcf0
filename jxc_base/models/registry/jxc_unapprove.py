"""Who may take a confirmed document back to draft, by type of document."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class JxcUnapprove(models.Model):
    """One row per type of document; without an active row nobody may."""

    _name = "jxc.unapprove"
    _description = "Un-approving"
    _order = "sequence, id"

    name = fields.Char("Document", required=True, translate=True, readonly=True)
    sequence = fields.Integer(default=10)
    model_id = fields.Many2one(
        "ir.model", "Data Model", required=True, readonly=True, ondelete="cascade"
    )
    model = fields.Char(related="model_id.model", store=True, string="Technical Model")
    group_ids = fields.Many2many(
        "res.groups",
        string="Who May Un-approve",
        help="Roles that may take a confirmed document of this type back to draft.",
    )
    active = fields.Boolean(
        "Allowed", default=True, help="Off: nobody may un-approve such a document."
    )

    _model_uniq = models.UniqueIndex("(model_id)", "Each document type has one row.")

    @api.constrains("model_id")
    def _check_model(self):
        for row in self:
            if not hasattr(self.env.get(row.model), "_unapprove_plan"):
                raise ValidationError(
                    self.env._("%(name)s cannot be un-approved.", name=row.name)
                )

    @api.model
    @api.private
    def _allowed(self, model):
        """Tell whether the current user may un-approve documents of ``model``."""
        if self.env.su:
            return True
        # sudo: the rights of everybody are looked up here, whoever may read the list
        # active: said aloud, a caller's context could bring it back
        row = self.sudo().search(
            [("model", "=", model), ("active", "=", True)], limit=1
        )
        return bool(row.group_ids & self.env.user.all_group_ids)
