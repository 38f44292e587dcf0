"""Margin and prices of sales orders, prices of purchase orders."""

from odoo import api, fields, models

from ..common.jxc_cost_guard import COST, PURCHASE_PRICE, SALE_PRICE


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "jxc.cost.guard"]

    margin = fields.Monetary(groups=COST)
    margin_percent = fields.Float(groups=COST)
    amount_untaxed = fields.Monetary(groups=SALE_PRICE)
    amount_tax = fields.Monetary(groups=SALE_PRICE)
    amount_total = fields.Monetary(groups=SALE_PRICE)
    amount_to_invoice = fields.Monetary(groups=SALE_PRICE)
    amount_invoiced = fields.Monetary(groups=SALE_PRICE)
    amount_undiscounted = fields.Float(groups=SALE_PRICE)
    amount_paid = fields.Float(groups=SALE_PRICE)
    tax_totals = fields.Binary(groups=SALE_PRICE)


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "jxc.cost.guard"]

    purchase_price = fields.Float(groups=COST)
    margin = fields.Float(groups=COST)
    margin_percent = fields.Float(groups=COST)
    price_unit = fields.Float(groups=SALE_PRICE)
    technical_price_unit = fields.Float(groups=SALE_PRICE)
    discount = fields.Float(groups=SALE_PRICE)
    price_subtotal = fields.Monetary(groups=SALE_PRICE)
    price_tax = fields.Float(groups=SALE_PRICE)
    price_total = fields.Monetary(groups=SALE_PRICE)
    price_reduce_taxexcl = fields.Monetary(groups=SALE_PRICE)
    price_reduce_taxinc = fields.Monetary(groups=SALE_PRICE)
    untaxed_amount_invoiced = fields.Monetary(groups=SALE_PRICE)
    untaxed_amount_to_invoice = fields.Monetary(groups=SALE_PRICE)
    amount_invoiced = fields.Monetary(groups=SALE_PRICE)
    amount_to_invoice = fields.Monetary(groups=SALE_PRICE)
    amount_to_invoice_at_date = fields.Float(groups=SALE_PRICE)

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Core fills the cost of a new line as the user, who may not see it."""
        passed = self._jxc_with_cost()
        return super(SaleOrderLine, passed)._add_precomputed_values(vals_list)


class SaleReport(models.Model):
    _inherit = "sale.report"

    margin = fields.Float(groups=COST)


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "jxc.cost.guard"]

    amount_untaxed = fields.Monetary(groups=PURCHASE_PRICE)
    amount_tax = fields.Monetary(groups=PURCHASE_PRICE)
    amount_total = fields.Monetary(groups=PURCHASE_PRICE)
    amount_total_cc = fields.Monetary(groups=PURCHASE_PRICE)
    tax_totals = fields.Binary(groups=PURCHASE_PRICE)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Core writes the amount into the name, and names are read with sudo."""
        asked = self.env.context.get("show_total_amount")
        if not asked or self.env.user.has_groups(PURCHASE_PRICE):
            return super()._compute_display_name()
        plain = self.with_context(show_total_amount=False)
        super(PurchaseOrder, plain)._compute_display_name()
        for order, named in zip(self, plain, strict=True):
            order.display_name = named.display_name
        return None


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "jxc.cost.guard"]

    price_unit = fields.Float(groups=PURCHASE_PRICE)
    price_unit_product_uom = fields.Float(groups=PURCHASE_PRICE)
    price_unit_discounted = fields.Float(groups=PURCHASE_PRICE)
    discount = fields.Float(groups=PURCHASE_PRICE)
    price_subtotal = fields.Monetary(groups=PURCHASE_PRICE)
    price_total = fields.Monetary(groups=PURCHASE_PRICE)
    price_tax = fields.Float(groups=PURCHASE_PRICE)
    amount_to_invoice_at_date = fields.Float(groups=PURCHASE_PRICE)
    technical_price_unit = fields.Float(groups=PURCHASE_PRICE)

    @api.model
    def _add_precomputed_values(self, vals_list):
        passed = self._jxc_with_cost()
        return super(PurchaseOrderLine, passed)._add_precomputed_values(vals_list)

    def write(self, vals):
        """A new price goes on to the receipts, whose value the buyer does not see."""
        if "price_unit" not in vals:
            return super().write(vals)
        self._jxc_check_written([vals])
        return super(PurchaseOrderLine, self._jxc_with_cost()).write(vals)

    def _create_stock_moves(self, picking):
        """A buyer's order gives its receipt the price as value."""
        moves = super(PurchaseOrderLine, self._jxc_with_cost())._create_stock_moves(
            picking
        )
        return moves.with_env(self.env)

    def _register_hook(self):
        """Hide the price that purchase agreements add, when they are installed."""
        super()._register_hook()
        field = self._fields.get("price_total_cc")
        if field and not field.groups:
            field.groups = PURCHASE_PRICE
