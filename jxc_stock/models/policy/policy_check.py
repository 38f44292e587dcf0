"""Where policies are enforced: movements become done, or change when done."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

# Kinds that somebody may allow with a reason
ALLOWABLE = ("expired", "life", "order", "scan")
# In the context: lines that wait to be judged together
LATER = "jxc_policy_later"


class _Later(list):
    """Lines done by one validation; a client can send a list, but none of these."""


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """Transfers validated together are judged together.

        Core completes those with and those without back order one after the other.
        """
        policies = self.env["jxc.policy"]._in_force() - {"freeze"}
        if not policies or len(self) < 2:
            return super().button_validate()
        later = _Later()
        waiting = self.with_context(**{LATER: later})
        result = super(StockPicking, waiting).button_validate()
        self.env["stock.move.line"].browse(later).exists()._jxc_judge()
        return result


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_done(self):
        super()._jxc_done()
        if self.env["jxc.policy"]._in_force() - {"freeze"}:
            # sudo: what a count posts corrects the book, whoever may read it
            moves = self.filtered(lambda move: not move.sudo().jxc_count_line_id)
            moves.move_line_ids._jxc_judge()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if self.env["jxc.policy"]._in_force() - {"freeze"}:
            joined = lines.filtered(lambda line: line.move_id.state == "done")
            joined._jxc_judge()
        return lines

    def write(self, vals):
        policies = self.env["jxc.policy"]._in_force() - {"freeze"}
        if not policies or not self._jxc_moves_goods(vals):
            return super().write(vals)
        # sudo: what there is does not depend on who asks
        edited = self.sudo().filtered(lambda line: line.move_id.state == "done")
        if not edited:
            return super().write(vals)
        before = edited._jxc_net()
        result = super().write(vals)
        after = edited._jxc_net()
        keys = before.keys() | after.keys()
        edited._jxc_judge({k: after.get(k, 0) - before.get(k, 0) for k in keys})
        return result

    def _jxc_judge(self, net=None):
        """Refuse what policies forbid about these done lines; tell what they warn of.

        :param net: {key: change} of quantities; None: what the lines move
        :raises UserError: everything that is wrong, and what to do, in one message
        """
        later = self.env.context.get(LATER)
        if isinstance(later, _Later) and net is None:
            later.extend(self.ids)
            return
        if not self:
            return
        found = self._jxc_line_findings() + self._jxc_shortages(net)
        refused = [finding for finding in found if finding.refuse]
        if refused:
            raise UserError(self._jxc_refusal(refused))
        self._jxc_tell([finding for finding in found if finding.kind == "negative"])

    def _jxc_refusal(self, findings):
        """One message for all findings: what is wrong by kind, then what to do."""
        texts = []
        for kind, title in self._jxc_titles().items():
            about = [f"- {f.text}" for f in findings if f.kind == kind]
            if about:
                texts.append("\n".join([title, *dict.fromkeys(about)]))
        if all(finding.kind in ALLOWABLE for finding in findings):
            texts.append(self._jxc_what_to_do(findings))
        return "\n\n".join(texts)

    def _jxc_what_to_do(self, findings):
        pickings = [finding.line.picking_id for finding in findings]
        if not all(picking and not picking.jxc_note_id for picking in pickings):
            # nothing is left of such a movement on which to allow it
            return self.env._("Choose other lots on the document.")
        return self.env._(
            "Change the lines, or have it allowed with a reason: button Allow "
            "Exceptions of the transfer, for those with that right."
        )

    def _jxc_titles(self):
        """{kind: heading}, in the order in which findings are shown."""
        return {
            "negative": self.env._("Not enough in stock:"),
            "expired": self.env._("Expired lots:"),
            "life": self.env._("Remaining life too short:"),
            "order": self.env._("Another lot goes first:"),
            "scan": self.env._(
                "Not confirmed by scanning: scan these in the scan field of the "
                "transfer or on the PDA:"
            ),
        }

    def _jxc_tell(self, findings):
        """Say what went below zero on the transfers, and to the user at once."""
        if not findings:
            return
        title = self.env._("Stock went below zero:")
        for picking in {f.line.picking_id for f in findings} - {
            self.env["stock.picking"]
        }:
            texts = [f.text for f in findings if f.line.picking_id == picking]
            body = Markup("<br/>").join([title, *"\n".join(texts).split("\n")])
            picking.message_post(body=body)
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": title,
                "message": "\n".join(f.text for f in findings),
            },
        )
