"""Conditions of approval rules, as domains over the documents.

The same domain decides about one document and finds those of the past.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    # Conditions a rule may have for this kind of document, of amount, category,
    # partner, margin and credit; each has its method _jxc_criterion_<name>()
    _jxc_criteria = ()
    # Amount of the document, and units of its currency for one of the company's
    _jxc_amount_field = None
    _jxc_rate_field = None
    _jxc_category_path = None
    _jxc_partner_path = None
    # Who wants the document: their manager or department head may be the approver
    _jxc_requester_field = "create_uid"
    # Day that places the document in time
    _jxc_date_field = "create_date"

    def _jxc_requester(self, review=None):
        """Return the user whose manager approves; who asked where nobody is named."""
        self.ensure_one()
        named = self[self._jxc_requester_field]
        return named or (review and review.requested_by) or self.create_uid

    def _jxc_state_label(self):
        """Return the state in the reader's language."""
        self.ensure_one()
        field = self._fields[self._state_field]
        labels = dict(field._description_selection(self.env))
        return labels.get(self[self._state_field], "")

    def _jxc_company_amount(self):
        """Return the amount in the company's currency, at the document's rate."""
        self.ensure_one()
        rate = self[self._jxc_rate_field] if self._jxc_rate_field else 1.0
        return self[self._jxc_amount_field] / (rate or 1.0)

    @api.model
    def _jxc_criterion_amount(self, rule, value):
        """Documents of ``value`` (company currency) and more."""

        def reaches(document):
            currency = document._get_company().currency_id
            return currency.compare_amounts(document._jxc_company_amount(), value) >= 0

        def sql(model, alias, query):
            amount = model._field_to_sql(alias, self._jxc_amount_field, query)
            if self._jxc_rate_field:
                rate = model._field_to_sql(alias, self._jxc_rate_field, query)
                amount = SQL("%s / COALESCE(NULLIF(%s, 0), 1)", amount, rate)
            digits = rule.currency_id.decimal_places
            return SQL("ROUND((%s)::numeric, %s) >= %s", amount, digits, value)

        return Domain.custom(to_sql=sql, predicate=reaches)

    @api.model
    def _jxc_criterion_category(self, rule, categories):
        """Documents with a product of one of the categories or those below."""
        return Domain(self._jxc_category_path, "child_of", categories.ids)

    @api.model
    def _jxc_criterion_partner(self, rule, partners):
        """Documents of one of the partners, their branches and contacts."""
        return Domain(self._jxc_partner_path, "child_of", partners.ids)
