"""What can be done with people: chase, push, call, remind, ask; always in writing."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

TODO, CALL = "mail.mail_activity_data_todo", "mail.mail_activity_data_call"


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    # -- activities ------------------------------------------------------------

    def _activity(self, record, summary, user=None, kind=TODO):
        """An activity for today on a document, with the warning as its note.

        :param record: document that the user may read
        :param user: who is to do it; else the owner of the warning, else the reader
        :return: the document
        """
        self.ensure_one()
        who = user or self.owner_id or self.env.user
        lang = self.with_context(lang=who.lang or self.env.lang)
        record.check_access("read")
        # sudo: a task beside a document that the user may read changes nothing of it
        record.sudo().activity_schedule(
            kind,
            date_deadline=fields.Date.context_today(self),
            summary=summary(lang.env),
            note=Markup("<p>%s</p>") % lang.message,
            user_id=who.id,
            automated=False,
        )
        return record

    def _there(self):
        """The document to act on.

        :raises UserError: it was deleted
        """
        record = self._record()
        if not record:
            raise UserError(self.env._("The document is not there any more."))
        return record

    # -- purchasing ------------------------------------------------------------

    def _remedy_chase(self):
        """An activity for the buyer per order; for one order the mail as well."""
        made = {}
        for order, alerts in self.grouped(lambda alert: alert._there()).items():
            buyer = order.user_id or self.env.user
            alerts[:1]._activity(order, lambda env: env._("Chase the vendor"), buyer)
            made.update(dict.fromkeys(alerts.ids, order))
        return made

    def _after_chase(self, orders):
        """The mail to the vendor, ready to be sent; for several the orders."""
        if len(orders) != 1 or not orders.partner_id.email:
            return None
        late = self.filtered(lambda alert: alert._there() == orders)
        spoken = late.with_context(lang=orders.partner_id.lang or self.env.lang)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chase the Vendor"),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": orders._name,
                "default_res_ids": orders.ids,
                "default_partner_ids": orders.partner_id.ids,
                "default_subject": orders.name,
                "default_body": spoken._chase_body(orders),
            },
        }

    def _chase_body(self, order):
        """What the vendor reads, in the vendor's language."""
        lines = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(quantity)s of %(product)s, expected on %(day)s",
                # sudo: the quantity still to come, of an order the user may write
                quantity=alert._quantity(alert.sudo()._value("quantity")),
                product=alert.product_id.display_name,
                day=format_date(self.env, alert.due),
            )
            for alert in self
        )
        head = self.env._("These goods of order %(order)s are late:", order=order.name)
        foot = self.env._("Please tell us when they will arrive.")
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (head, lines, foot)

    def _remedy_ask(self):
        """An activity for the buyer of the order: is that price right?"""
        return {
            alert.id: alert._activity(
                alert._there(),
                lambda env: env._("Is this price right?"),
                alert._there().user_id,
            )
            for alert in self
        }

    # -- sales and finance -----------------------------------------------------

    def _remedy_call(self):
        """A call to the customer: on the sales order of a delivery, else on them."""
        made = {}
        for alert in self:
            record = alert._there()
            if record._name == "stock.picking":
                record = record.sale_id or record.partner_id
            made[alert.id] = alert._activity(
                record, lambda env: env._("Call the customer"), kind=CALL
            )
        return made

    def _remedy_push(self):
        """Reserve what there is now, and put the delivery on somebody's list."""
        made = {}
        for alert in self:
            picking = alert._there()
            if picking.state in ("waiting", "confirmed"):
                picking.action_assign()
            made[alert.id] = alert._activity(
                picking, lambda env: env._("Send this delivery"), self.env.user
            )
        return made

    def _remedy_sell(self):
        """A task on the product: sell the lot while it is good."""
        return {
            alert.id: alert._activity(
                alert.product_id, lambda env: env._("Sell this lot first")
            )
            for alert in self
        }

    # -- administration --------------------------------------------------------

    def _remedy_remind(self):
        """Tell those whose turn it is once more."""
        made = {}
        for alert in self:
            document = alert._there()
            document.check_access("read")
            # sudo: reviews of a document that the user may read; nothing is decided
            reviews = (
                self.env["tier.review"]
                .sudo()
                .search(
                    [
                        ("model", "=", document._name),
                        ("res_id", "=", document.id),
                        ("status", "=", "pending"),
                    ]
                )
            )
            for review in reviews:
                review._jxc_tell("reminder", review.reviewer_ids)
            reviews.write({"jxc_reminded_at": fields.Datetime.now()})
            made[alert.id] = document
        return made

    def _remedy_todo(self):
        """A task without a document of its own, on the company's contact."""
        return {
            alert.id: alert._activity(
                alert.company_id.partner_id,
                lambda env: env._("Make a backup: ./jxc backup"),
            )
            for alert in self
        }
