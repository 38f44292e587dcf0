"""A customer who still has some of a recalled lot."""

from math import inf

from odoo import api, fields, models
from odoo.addons.jxc_base.core import light_markdown
from odoo.exceptions import AccessError, UserError

from ...report import trace_sql
from ..given import own_fields
from .jxc_recall import STARTERS

CONTACTS = [
    ("to_call", "To Call"),
    ("informed", "Informed"),
    ("returned", "Returned"),
    ("destroyed", "Destroyed"),
    ("refused", "Refuses"),
]


class JxcRecallLine(models.Model):
    _name = "jxc.recall.line"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Recall at a Customer"
    _order = "recall_id desc, customer_name, id"
    _rec_name = "customer_name"

    recall_id = fields.Many2one(
        "jxc.recall", required=True, readonly=True, ondelete="cascade", index=True
    )
    recall_state = fields.Selection(
        related="recall_id.state", string="State of the Recall"
    )
    deadline = fields.Datetime(related="recall_id.deadline")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    customer_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index="btree_not_null"
    )
    customer_name = fields.Char(required=True, readonly=True)
    phone = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, index=True)
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True)
    product_id = fields.Many2one(related="lot_id.product_id", store=True)
    uom_id = fields.Many2one(related="lot_id.product_uom_id", string="Unit")
    shipped_qty = fields.Float(
        "With the Customer at the Start", digits="Product Unit", readonly=True
    )
    returned_qty = fields.Float(
        "Returned Since",
        digits="Product Unit",
        compute="_compute_returned",
        compute_sudo=True,
        help="Receipts of this lot from the customer since the recall started.",
    )
    settled_qty = fields.Float(
        "Returned Until the Release", digits="Product Unit", readonly=True
    )
    destroyed_qty = fields.Float(
        "Destroyed There", digits="Product Unit", readonly=True
    )
    remaining_qty = fields.Float(
        "Still There",
        digits="Product Unit",
        compute="_compute_returned",
        compute_sudo=True,
    )
    state = fields.Selection(
        CONTACTS, default="to_call", required=True, readonly=True, tracking=True
    )
    note = fields.Char("Notes", tracking=True)
    contacted_at = fields.Datetime("Told On", readonly=True)
    contacted_by = fields.Many2one("res.users", "Told By", readonly=True)

    _shipped_sane = models.Constraint(
        "CHECK(shipped_qty > 0 AND destroyed_qty >= 0)", "Quantities are positive."
    )

    @api.depends("shipped_qty", "destroyed_qty", "settled_qty", "recall_id.state")
    def _compute_returned(self):
        """What is missing of the start came back: nothing more can be delivered."""
        there = self._net_now()
        for line in self:
            key = line.company_id.id, line.customer_id.id, line.lot_id.id
            back = line.shipped_qty - there.get(key, 0.0)
            if line.recall_id.state == "released":
                back = line.settled_qty
            back = min(max(back, 0.0), line.shipped_qty)
            line.returned_qty = line.uom_id.round(back)
            left = line.shipped_qty - line.returned_qty - line.destroyed_qty
            line.remaining_qty = max(line.uom_id.round(left), 0.0)

    def _net_now(self):
        """{(company, customer, lot): delivered less returned until now}"""
        self.env["stock.move.line"].flush_model()
        self.env.cr.execute(trace_sql.at_customers(self.lot_id.ids))
        return {
            (row["company_id"], row["customer_id"] or False, row["lot_id"]): (
                row["shipped"] - row["returned"]
            )
            for row in self.env.cr.dictfetchall()
        }

    def _customer(self):
        """What makes lines belong to one customer."""
        self.ensure_one()
        return self.customer_id.id or self.customer_name, self.company_id.id

    def write(self, vals):
        if not self.env.su and own_fields(self, vals) - {"note"}:
            raise UserError(
                self.env._("Use the buttons to say what the customer answered.")
            )
        res = super().write(vals)
        if vals.get("note"):
            for line in self:
                line.recall_id._note("note", vals["note"], line)
        return res

    # -- what the customer says ----------------------------------------------------

    def _check_answer(self):
        """:raises AccessError: somebody else's customer
        :raises UserError: the recall is not active"""
        user = self.env.user
        leads = any(user.has_group(group) for group in STARTERS)
        leads = leads or user.has_group("jxc_base.group_sales_manager")
        for line in self:
            if not self.env.su and not leads and line.user_id != user:
                raise AccessError(
                    self.env._("The salesperson of the customer answers for them.")
                )
        self.check_access("write")
        # sudo: whose customer it is was checked; the state is no secret
        self.sudo().recall_id._check_state("active")

    def _answer(self, kind, note="", **vals):
        self._check_answer()
        now = fields.Datetime.now()
        for line in self:
            # sudo: the answer was checked; lines change by these steps only
            line.sudo().write(
                {
                    "state": kind,
                    "contacted_at": now,
                    "contacted_by": self.env.uid,
                    **vals,
                }
            )
            line.recall_id._note(kind, note, line, vals.get("destroyed_qty", 0.0))
        self._end_calls()
        return True

    def _end_calls(self):
        """The task of a customer is done when none of their lots waits any more."""
        # sudo: the task may hang on another lot of the same customer
        every = self.sudo().recall_id.line_ids
        for customer in {line._customer() for line in self.sudo()}:
            mine = every.filtered(lambda line, c=customer: line._customer() == c)
            if not mine.filtered(lambda line: line.state == "to_call"):
                mine.activity_feedback(["mail.mail_activity_data_call"])

    def action_informed(self):
        """The customer knows: all lots of this customer that nobody had told of."""
        lines = self
        for line in self:
            # sudo: read only, of the same customer
            others = line.sudo().recall_id.line_ids.filtered(
                lambda other, one=line: (
                    other._customer() == one.sudo()._customer()
                    and other.state == "to_call"
                )
            )
            lines |= others.with_env(self.env)
        return lines._answer("informed")

    def action_refused(self):
        """The customer gives nothing back."""
        return self._answer("refused")

    def action_destroyed(self):
        """Ask how much the customer has destroyed."""
        self.ensure_one()
        self._check_answer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Destroyed by the Customer"),
            "res_model": "jxc.recall.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def destroyed(self, quantity, note=""):
        """The customer has destroyed so much of the lot.

        :param quantity: in the product's unit, at most what is still there
        :param note: who saw it, proof
        :raises UserError: more than there is, or nothing
        """
        self.ensure_one()
        left = self.remaining_qty
        valid = type(quantity) in (int, float) and 0 < quantity < inf
        if not valid or self.uom_id.compare(quantity, left) > 0:
            raise UserError(
                self.env._(
                    "The customer still has %(left)s; enter at most that.",
                    left=self._quantity_text(left),
                )
            )
        total = self.destroyed_qty + quantity
        rest = self.uom_id.compare(quantity, left) < 0
        kind = "informed" if rest else "destroyed"
        note = " · ".join(part for part in (str(quantity), note) if part)
        return self._answer(kind, note, destroyed_qty=total)

    # -- messages ------------------------------------------------------------------

    def _quantity_text(self, quantity):
        lines = self.env["stock.move.line"]
        return lines._jxc_quantity_text(self.product_id, quantity)

    def _call_text(self):
        """What to say on the phone: number, goods, quantities."""
        return ", ".join(
            f"{line.phone or ''} {line.product_id.display_name} {line.lot_id.name}: "
            f"{line._quantity_text(line.remaining_qty)}"
            for line in self
        )

    def action_message(self):
        """Send the message of the recall to the customers over the channels of it."""
        self._check_answer()
        sent = 0
        for line in self:
            known = line.sudo()  # sudo: texts of the recall, for its own customers
            recall = known.recall_id
            messages = self.env["jxc.notification"].with_company(known.company_id)
            messages = messages._send(
                "recall.customer",
                None,
                known.customer_id,
                known._filled(recall.message_title),
                known._filled(recall.message_body),
                key=f"recall:{known.id}",
            )
            sent += len(messages)
            recall.with_env(self.env)._note("message", "", line)
        return self._told_of(sent)

    def _told_of(self, sent):
        text = self.env._("%(count)s messages are on their way", count=sent)
        if not sent:
            text = self.env._(
                "Nothing was sent: no channel, or sent in the last hour already."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success" if sent else "warning"},
        }

    def _filled(self, text):
        """`text` with its names replaced; what people typed stays plain."""
        values = {
            "customer": self.customer_name,
            "product": self.product_id.display_name,
            "lot": self.lot_id.name,
            "quantity": self._quantity_text(self.remaining_qty),
            "reason": self.recall_id.reason,
        }
        for name, value in values.items():
            value = light_markdown.plain(value or "")
            text = (text or "").replace(f"{{{name}}}", value)
        return text

    def action_trace(self):
        """Open the trace of the lot."""
        self.ensure_one()
        return self.lot_id.action_jxc_trace()
