from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcUnapproveAsk(models.TransientModel):
    """What un-approving touches and what blocks it; asks for the reason."""

    _name = "jxc.unapprove.ask"
    _description = "Un-approve"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json("Documents", readonly=True)
    plan_html = fields.Html(compute="_compute_plan", sanitize=False)
    blocked = fields.Boolean(compute="_compute_plan")
    reason = fields.Text()

    @api.depends("res_model", "res_ids")
    @api.depends_context("uid", "lang")
    def _compute_plan(self):
        for ask in self:
            plans = [(doc, doc._jxc_unapprove_plan()) for doc in ask._documents()]
            ask.blocked = not plans or any(plan.blocks for _doc, plan in plans)
            ask.plan_html = Markup("").join(
                self._plan_html(document, plan) for document, plan in plans
            )

    def _documents(self):
        """The documents, with the user's rights; a client may send any model."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        ids = self.res_ids if isinstance(self.res_ids, list) else []
        if not hasattr(model, "_unapprove_plan") or not all(
            isinstance(res_id, int) for res_id in ids
        ):
            raise UserError(self.env._("These documents cannot be un-approved."))
        documents = model.browse(ids).exists()
        documents.check_access("read")
        return documents

    def _plan_html(self, document, plan):
        texts, colour = plan.effects, "text-body"
        if plan.blocks:
            texts, colour = plan.blocks, "text-danger"
        items = Markup("").join(Markup("<li>{}</li>").format(text) for text in texts)
        return Markup('<h3>{}</h3><ul class="{}">{}</ul>').format(
            document.display_name, colour, items
        )

    def action_unapprove(self):
        """Do it, with the reason, and go back to the document."""
        self.ensure_one()
        documents = self._documents()
        documents.jxc_unapprove(self.reason or "")
        return {"type": "ir.actions.act_window_close"}
