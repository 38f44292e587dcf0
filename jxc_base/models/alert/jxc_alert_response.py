"""From a warning to the document that answers it, in one click."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

REMEDIES = [
    ("request", "Request Goods"),
    ("bring", "Bring from Another Warehouse"),
    ("send", "Send Where It Is Short"),
    ("stow", "Put with the Expired"),
    ("count", "Have It Counted"),
    ("sell", "Sell It Off"),
    ("chase", "Chase the Vendor"),
    ("push", "Push the Delivery"),
    ("call", "Call the Customer"),
    ("remind", "Remind the Approvers"),
    ("ask", "Ask the Buyer"),
    ("reduce", "Have Less Ordered"),
    ("todo", "Make a To-Do"),
]
STOCK = ("stock.group_stock_user",)
PURCHASE = ("purchase.group_purchase_user",)
# whose task a remedy is; without an entry: whoever may write the document
GROUPS = {
    "request": ("jxc_base.group_requester", "jxc_base.group_planner", *PURCHASE),
    **dict.fromkeys(("bring", "send", "stow", "push"), STOCK),
    "count": ("stock.group_stock_manager",),
    "chase": PURCHASE,
}
# about the goods, whichever rule warned of them
GOODS = ("request", "bring", "send", "count", "sell")
OVER = ("cancel", "cancelled", "rejected", "done", "refused")


class JxcAlertResponse(models.Model):
    """What was made of a warning: the link to the document stays with it."""

    _name = "jxc.alert.response"
    _description = "Response to a Warning"
    _order = "id desc"
    _rec_name = "name"

    alert_id = fields.Many2one(
        "jxc.alert", required=True, readonly=True, ondelete="cascade", index=True
    )
    remedy = fields.Selection(REMEDIES, string="What", required=True, readonly=True)
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char(string="Document", required=True, readonly=True)

    _document_idx = models.Index("(res_model, res_id)")

    def _document(self):
        """The record, None when it is gone."""
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _live(self):
        """{response id: record} of those of which something can still come."""
        found = {}
        for model, answers in self.grouped("res_model").items():
            if model not in self.env:
                continue
            # sudo: whether somebody made a document already, readable or not
            records = self.env[model].sudo().browse(answers.mapped("res_id")).exists()
            if "state" in records._fields:
                records = records.filtered(lambda record: record.state not in OVER)
            there = {record.id: record for record in records}
            found.update({a.id: there.get(a.res_id) for a in answers})
        return {number: record for number, record in found.items() if record}

    def action_open(self):
        """Open the document.

        :raises UserError: it was deleted
        """
        self.ensure_one()
        record = self._document()
        if not record:
            raise UserError(self.env._("The document is not there any more."))
        return record._get_records_action()


class JxcAlert(models.Model):
    """A remedy is a value of `jxc.alert.response.remedy`, its code in a detector's
    `remedies` and a method `_remedy_<code>()` → {warning id: record made}."""

    _inherit = "jxc.alert"

    response_ids = fields.One2many(
        "jxc.alert.response", "alert_id", string="Responses", readonly=True
    )
    remedies = fields.Json(
        string="What to Do",
        compute="_compute_remedies",
        help="What the reader can do from here: code, name and the document made.",
    )

    @api.depends("detector", "state", "response_ids.name")
    @api.depends_context("uid", "lang")
    def _compute_remedies(self):
        allowed = {
            detector: [
                (remedy, self._remedy_name(remedy))
                for remedy in self._remedies_of(detector)
                if self._remedy_allowed(remedy)
            ]
            for detector in set(self.mapped("detector"))
        }
        live = self.response_ids._live()
        for alert in self:
            answers = alert.response_ids.filtered(lambda answer: answer.id in live)
            made = {answer.remedy: answer.name for answer in answers[::-1]}
            alert.remedies = alert.is_open and [
                {"code": code, "name": name, "document": made.get(code, "")}
                for code, name in allowed[alert.detector]
            ]

    @api.model
    def _remedies_of(self, detector):
        about = self.env["jxc.alert.rule"]._detectors().get(detector)
        return about.remedies if about else ()

    @api.model
    def _remedy_groups(self):
        """{remedy: groups whose task it is}; addons add theirs."""
        return GROUPS

    @api.model
    def _remedy_allowed(self, remedy):
        """Whether it is a task of the user; the documents' rights come on top."""
        groups = self._remedy_groups().get(remedy)
        user = self.env.user
        return not groups or any(user.has_group(group) for group in groups)

    def action_respond(self, remedy=None):
        """Do something about these warnings and open what was made.

        Once made, the same button opens the document instead of making a second one.
        :param remedy: code of `jxc.alert.response.remedy`; else from the context key
            `jxc_remedy`
        :raises UserError: nothing can be done this way, with the reason
        :raises AccessError: not a task of the user, or rights of the document
        """
        remedy = remedy or self.env.context.get("jxc_remedy")
        todo = self.with_context(jxc_remedy=None)._to_respond(remedy)
        made = todo._answered(remedy)
        rest = todo.filtered(lambda alert: alert.id not in made)
        for alerts in rest.grouped("company_id").values():
            alerts = alerts.with_company(alerts.company_id)
            made.update(getattr(alerts, f"_remedy_{remedy}")())
        todo._link(remedy, made)
        return self._shown(remedy, made)

    def _to_respond(self, remedy):
        """The open ones among these, locked, for which the remedy is meant."""
        self.check_access("write")
        if remedy not in dict(REMEDIES) and not self._remedy_known(remedy):
            raise UserError(self.env._("Choose what to do about the warning."))
        fitting = self.filtered(
            lambda alert: alert.is_open and remedy in self._remedies_of(alert.detector)
        )
        if not fitting:
            raise UserError(
                self.env._(
                    "None of these warnings is open and can be answered like this."
                )
            )
        if not self._remedy_allowed(remedy):
            raise AccessError(
                self.env._(
                    "“%(what)s” is the task of others: ask the purchasing or warehouse "
                    "staff, or give the warning to one of them.",
                    what=self._remedy_name(remedy),
                )
            )
        # sudo: the lock is on rows that the user may write; two clicks make one
        fitting.sudo().lock_for_update()
        return fitting

    @api.model
    def _remedy_known(self, remedy):
        field = self.env["jxc.alert.response"]._fields["remedy"]
        return remedy in field.get_values(self.env)

    @api.model
    def _remedy_name(self, remedy):
        field = self.env["jxc.alert.response"]._fields["remedy"]
        return dict(field._description_selection(self.env)).get(remedy, remedy)

    def _answered(self, remedy):
        """{warning id: live document} already made, for it or for the same goods."""
        same = Domain("alert_id", "in", self.ids)
        if remedy in GOODS:
            same |= Domain("alert_id.product_id", "in", self.product_id.ids)
        # sudo: also what was made from warnings of others, so as not to double it
        answers = self.env["jxc.alert.response"].sudo()
        made = {}
        answers = answers.search(Domain("remedy", "=", remedy) & same)
        live = answers._live()
        for answer in answers.filtered(lambda answer: answer.id in live):
            about = answer.alert_id
            made.setdefault(about.id, live[answer.id])
            if goods := about._goods(remedy):
                made.setdefault(goods, live[answer.id])
        found = {
            alert.id: made.get(alert.id) or made.get(alert._goods(remedy))
            for alert in self
        }
        return {
            number: record.with_env(self.env)
            for number, record in found.items()
            if record
        }

    def _goods(self, remedy):
        """What a remedy is about, where warnings of several rules share it."""
        if remedy not in GOODS or not self.product_id:
            return None
        return self.company_id.id, self.product_id.id, self.warehouse_id.id

    def _link(self, remedy, made):
        """Keep what was made with the warnings; that is an act."""
        # sudo: links are written here only; names stay when documents go
        answers = self.env["jxc.alert.response"].sudo()
        there = {
            (answer.alert_id.id, answer.res_model, answer.res_id)
            for answer in answers.search(
                [("alert_id", "in", self.ids), ("remedy", "=", remedy)]
            )
        }
        new = {n: record for n, record in made.items() if record}
        answers.create(
            [
                {
                    "alert_id": number,
                    "remedy": remedy,
                    "res_model": record._name,
                    "res_id": record.id,
                    # sudo: the name of what was just made
                    "name": record.sudo().display_name,
                }
                for number, record in new.items()
                if (number, record._name, record.id) not in there
            ]
        )
        self.browse(new).action_acknowledge()

    def _shown(self, remedy, made):
        """An action that opens the documents, or the one a remedy asks for."""
        records = list(made.values())
        documents = records[0].browse({record.id for record in records})
        opener = getattr(self, f"_after_{remedy}", None)
        action = opener(documents) if opener else None
        return action or documents._get_records_action(context={})
