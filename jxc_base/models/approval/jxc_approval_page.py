"""Approving a document by a signed link: what the page shows, what its buttons do."""

import hashlib
import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, format_datetime

MAX_LINES = 60
DECIMALS = 6  # of a figure that has no precision of its own


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    # Fields of the document that the page names
    _jxc_page_fields = ()
    # Field of the lines, and of a line: product, quantity, unit, price, amount
    _jxc_page_lines = None
    _jxc_page_line_fields = ()
    # Field with the document's amount, and those that lead from the lines to it
    _jxc_page_total = None
    _jxc_page_sums = ("amount_untaxed", "amount_tax")

    @api.private
    def _jxc_approval_link(self, user):
        """Return a link with which ``user`` decides, None if not theirs to decide now.

        Whoever tells approvers (mail, robot) puts it into the message.
        """
        self.ensure_one()
        links = self.env["jxc.signed.link"]
        company = links._jxc_company(self)
        mine = self.with_user(user).with_context(allowed_company_ids=company.ids)
        if not links._jxc_sees(user, self) or not mine._jxc_reviews_to_sign():
            return None
        return links._make("approve", self, user=user)

    def _jxc_review_from_link(self, link, accept, comment, shown):
        """Approve or refuse as the user the link is bound to.

        :param link: ``jxc.signed.link``; self has the rights of its user
        :param bool accept: approve, else refuse
        :param str comment: needed to refuse
        :param str shown: ``shown`` of the page that was decided about
        :raises UserError: not this user's turn any more, or no longer the same document
        """
        self.ensure_one()
        reviews = self._jxc_reviews_to_sign()
        if not reviews:
            raise UserError(
                self.env._("%(name)s does not wait for you.", name=self.display_name)
            )
        if shown != self._jxc_review_page()["shown"]:
            raise UserError(
                self.env._("The document has changed meanwhile. Please look again.")
            )
        if comment:
            reviews.write({"comment": comment})
        if accept:
            self._validate_tier(reviews)
        else:
            self._rejected_tier(reviews)
        self._update_counter({"review_deleted": True})

    # --- the page -------------------------------------------------------------

    def _jxc_review_page(self):
        """Return what the page shows, as far as this user may see it.

        ``shown`` stands for all of that and for the request to approve: whoever decides
        sends it back, so that nobody approves what they have not seen.
        """
        self.ensure_one()
        lines = self._jxc_page_line_records()
        reviews = self._jxc_reviews_to_sign()
        page = {
            "kind": self.env["ir.model"]._get(self._name).name,
            "name": self.display_name,
            "facts": self._jxc_page_facts(),
            "lines": [self._jxc_page_line(line) for line in lines[:MAX_LINES]],
            "more": self._jxc_page_more(len(lines) - MAX_LINES),
            "sums": self._jxc_page_labelled_sums(),
            "total": self._jxc_page_value(self, self._jxc_page_total),
            "waiting": bool(reviews),
        }
        text = json.dumps([page, reviews.ids], sort_keys=True)
        return {**page, "shown": hashlib.sha256(text.encode()).hexdigest()}

    def _jxc_page_line_records(self):
        """Return the lines that count; sections and the like do not."""
        lines = self[self._jxc_page_lines] if self._jxc_page_lines else ()
        return [
            line for line in lines if not ("display_type" in line and line.display_type)
        ]

    def _jxc_page_more(self, count):
        return self.env._("%(count)s more lines", count=count) if count > 0 else ""

    def _jxc_page_facts(self):
        # sudo: names of rules and of who asks, of this document's own reviews
        reviews = self.sudo().review_ids
        facts = [
            (self.env._("Asked by"), ", ".join(reviews.requested_by.mapped("name"))),
            (self.env._("Rule"), ", ".join(reviews.definition_id.mapped("name"))),
        ]
        if len(self.env.user.company_ids) > 1:
            facts.append((self.env._("Company"), self._get_company().display_name))
        facts += self._jxc_page_labelled(self._jxc_page_fields)
        return [(label, value) for label, value in facts if value]

    def _jxc_page_labelled(self, names):
        return [
            (
                self._fields[name]._description_string(self.env),
                self._jxc_page_value(self, name),
            )
            for name in names
            if name in self._fields
        ]

    def _jxc_page_labelled_sums(self):
        """Amounts between lines and total, where the lines do not add up to it."""
        sums = self._jxc_page_labelled(self._jxc_page_sums)
        total = self._jxc_page_value(self, self._jxc_page_total)
        return [] if any(value in ("", total) for _label, value in sums) else sums

    def _jxc_page_line(self, line):
        names = ("product", "quantity", "unit", "price", "amount")
        values = (
            self._jxc_page_value(line, name) for name in self._jxc_page_line_fields
        )
        return dict(zip(names, values, strict=True))

    def _jxc_page_value(self, record, name):
        """Return a field's value as text, "" if empty or not for this user."""
        field = record._fields.get(name)
        if not field or not record._has_field_access(field, "read"):
            return ""
        value = record[name]
        if field.type == "many2one":
            # sudo: names of what a document names are shown with it everywhere
            return value.sudo().display_name or ""
        formatter = getattr(self, f"_jxc_page_{field.type}", None)
        if formatter:
            return formatter(record, field, value)
        return str(value or "")

    def _jxc_page_monetary(self, record, field, value):
        currency = record[field.get_currency_field(record)]
        return format_amount(self.env, value, currency) if currency else f"{value:.2f}"

    def _jxc_page_float(self, record, field, value):
        if field.name.endswith("_percent"):
            return f"{value:.1%}"
        digits = field.get_digits(self.env)
        text = f"{value:,.{digits[1] if digits else DECIMALS}f}"
        whole, _point, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        if field.name.startswith("price"):
            decimals = decimals.ljust(2, "0")
        return f"{whole}.{decimals}" if decimals else whole

    def _jxc_page_date(self, record, field, value):
        return format_date(self.env, value) if value else ""

    def _jxc_page_datetime(self, record, field, value):
        zone = self._get_company()._jxc_timezone().zone
        return (
            format_datetime(self.env, value, tz=zone, dt_format="short")
            if value
            else ""
        )
