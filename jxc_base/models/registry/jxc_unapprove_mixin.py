from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.unapprove import Plan
from ..common.jxc_gate import UNAPPROVE, gate_open, with_gate


class JxcUnapproveMixin(models.AbstractModel):
    """Confirmed documents that can be taken back to draft (反审核).

    Put it before the document in ``_inherit``, name the confirmed states, say what it
    touches and what blocks it (``_jxc_unapprove_effects``, ``_jxc_unapprove_blocks``)
    and do it in ``_unapprove_do``; a record of ``jxc.unapprove`` says who may.
    """

    _name = "jxc.unapprove.mixin"
    _description = "Document That Can Be Un-approved"

    _jxc_unapprove_field = "state"
    # States that are left by un-approving only, and those it leads to
    _jxc_unapprove_states = ()
    _jxc_unapprove_drafts = ("draft",)

    jxc_can_unapprove = fields.Boolean(compute="_compute_jxc_can_unapprove")

    @api.depends(lambda self: [self._jxc_unapprove_field])
    @api.depends_context("uid")
    def _compute_jxc_can_unapprove(self):
        allowed = self.env["jxc.unapprove"]._allowed(self._name)
        for document in self:
            document.jxc_can_unapprove = allowed and document._jxc_is_unapprovable()

    # --- hooks of the documents -----------------------------------------------

    def _unapprove_plan(self):
        """Return ``core.unapprove.Plan`` of one document; changes nothing."""
        # sudo: what hangs on the document counts, whoever may read it; only names get
        # out
        document = self.sudo()
        return Plan(
            tuple(document._jxc_unapprove_effects()),
            tuple(document._jxc_unapprove_blocks()),
        )

    def _jxc_unapprove_effects(self):
        """Yield sentences: what un-approving changes, the most important first."""
        return iter(())

    def _jxc_unapprove_blocks(self):
        """Yield sentences: what stands in the way, and what to do about it."""
        return iter(())

    def _unapprove_do(self):
        """Take one document back to draft with everything that hangs on it."""
        raise NotImplementedError

    # --- what users and programs call -----------------------------------------

    def action_jxc_unapprove(self):
        """Show what un-approving would do, and ask for the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_unapprove_ask_action"
        )
        action["context"] = {
            "default_res_model": self._name,
            "default_res_ids": self.ids,
        }
        return action

    def jxc_unapprove(self, reason):
        """Take confirmed documents back to draft; all of them or none.

        :param reason: text, kept in the approval trail and on the document
        :raises AccessError: the user's roles may not
        :raises UserError: no reason, or what blocks which document
        """
        self._jxc_check_unapprove(reason)
        for document in self:
            effects = document._jxc_unblocked_plan().effects
            document._jxc_note_unapproved(reason.strip(), effects)
            with_gate(document, UNAPPROVE)._unapprove_do()
        return True

    @api.private
    def _jxc_unapprove_plan(self):
        """Plan of one document, its state and the user's rights included."""
        self.ensure_one()
        if self._jxc_is_unapprovable():
            return self._unapprove_plan()
        text = self.env._("%(document)s is not confirmed.", document=self.display_name)
        return Plan(blocks=(text,))

    def _jxc_is_unapprovable(self):
        self.ensure_one()
        return self[self._jxc_unapprove_field] in self._jxc_unapprove_states

    def _jxc_check_unapprove(self, reason):
        self.check_access("write")
        if not self.env["jxc.unapprove"]._allowed(self._name):
            raise AccessError(
                self.env._(
                    "You may not un-approve documents of this type. The list "
                    "“Un-approving” in the settings says who may."
                )
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Please give a reason."))

    def _jxc_unblocked_plan(self):
        plan = self._jxc_unapprove_plan()
        if plan.blocks:
            raise UserError("\n".join((self.display_name, *plan.blocks)))
        return plan

    # --- guard and trail ------------------------------------------------------

    def write(self, vals):
        target = vals.get(self._jxc_unapprove_field)
        if target in self._jxc_unapprove_drafts and not self.env.su:
            self._jxc_check_way_back()
        return super().write(vals)

    def _jxc_check_way_back(self):
        """Refuse to go back to draft past the rights and the plan."""
        if gate_open(self, UNAPPROVE):
            return
        for document in self.filtered(lambda doc: doc._jxc_is_unapprovable()):
            raise UserError(
                self.env._(
                    "%(document)s is confirmed: un-approve it with the button, which "
                    "shows what that touches.",
                    document=document.display_name,
                )
            )

    def _jxc_note_unapproved(self, reason, effects):
        """Write the trail: reason, what the document looked like, what was done."""
        # sudo: nobody has the right to write the trail by themselves
        entries = self.env["jxc.approval.entry"].sudo()
        entries.create({**self._jxc_unapproved_entry(), "comment": reason})
        body = Markup("<p><b>{}</b> {}</p><ul>{}</ul>").format(
            self.env._("Un-approved:"),
            reason,
            Markup("").join(Markup("<li>{}</li>").format(text) for text in effects),
        )
        self.message_post(body=body)

    def _jxc_unapproved_entry(self):
        if hasattr(self, "_prepare_jxc_entry"):
            return self._prepare_jxc_entry("unapproved", None, None, None)
        return {
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "company_id": self.company_id.id,
            "kind": "unapproved",
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
        }


class JxcApprovalEntry(models.Model):
    _inherit = "jxc.approval.entry"

    def _snapshot_visible(self):
        """A document without approval rules has no picture to show."""
        document = self.env.get(self.res_model)
        return hasattr(document, "_jxc_page_lines") and super()._snapshot_visible()
