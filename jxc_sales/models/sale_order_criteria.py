from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# A margin of exactly the limit may be a hair below it as a float
HAIR = 1e-7


class SaleOrder(models.Model):
    """Conditions of approval rules that only sales orders have."""

    _inherit = "sale.order"
    _jxc_criteria = ("amount", "category", "partner", "margin", "credit")
    _jxc_amount_field = "amount_total"
    _jxc_rate_field = "currency_rate"
    _jxc_category_path = "order_line.product_id.categ_id"
    _jxc_partner_path = "partner_id"
    _jxc_requester_field = "user_id"
    _jxc_date_field = "date_order"

    @api.model
    def _jxc_criterion_margin(self, rule, value):
        """Orders whose margin is lower than ``value[0]`` (0.1: ten percent)."""
        free = Domain("amount_untaxed", "<=", 0) & Domain("margin", "<", 0)
        low = Domain("margin_percent", "<", value[0] - HAIR)
        return free | (Domain("amount_untaxed", ">", 0) & low)

    @api.model
    def _jxc_criterion_credit(self, rule, value):
        """Orders that exceed the customer's credit limit.

        Found again among past orders: those of customers who are over it now.
        """

        def over(order):
            left = order.partner_id._jxc_credit_left(order.company_id)
            draft = order.state in ("draft", "sent", "cancel")
            amount = order._jxc_company_amount() if draft else 0.0
            currency = order.company_id.currency_id
            return left is not None and currency.compare_amounts(amount, left) > 0

        def sql(model, alias, query):
            partners = self.env["res.partner"]._jxc_over_credit(model.env.companies)
            field = model._field_to_sql(alias, "partner_invoice_id", query)
            company = model._field_to_sql(alias, "company_id", query)
            parts = [
                SQL("(%s = %s AND %s IN %s)", company, company_id, field, tuple(ids))
                for company_id, ids in partners.items()
                if ids
            ]
            return SQL("(%s)", SQL(" OR ").join(parts)) if parts else SQL("FALSE")

        return Domain.custom(to_sql=sql, predicate=over)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _jxc_credit_left(self, company):
        """Return what may still be ordered on credit, None without a limit.

        Core's figures: limit − receivable − ordered and not invoiced yet.

        :param company: ``res.company`` record
        """
        self.ensure_one()
        # sudo: limit and debt of the customer; only whether a rule fits gets out
        partner = self.sudo().commercial_partner_id.with_company(company)
        company = company.sudo()  # sudo: a setting of the company
        if not company.account_use_credit_limit or not partner.credit_limit:
            return None
        return partner.credit_limit - partner.credit - partner.credit_to_invoice

    @api.model
    @api.private
    def _jxc_over_credit(self, companies):
        """Return {company id: ids of partners, contacts included, over their limit}."""
        found = {}
        for company in companies:
            # sudo: as above
            model = self.sudo().with_company(company)
            customers = model.search(
                [("credit_limit", ">", 0), ("parent_id", "=", False)]
            )
            over = customers.filtered(
                lambda p, company=company: (p._jxc_credit_left(company) or 0) < 0
            )
            found[company.id] = model.search([("id", "child_of", over.ids)]).ids
        return found
