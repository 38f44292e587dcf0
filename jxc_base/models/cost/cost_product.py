"""Cost of products, lots and stock; prices of vendors."""

from odoo import api, fields, models

from ..common.jxc_cost_guard import COST, PURCHASE_PRICE


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "jxc.cost.guard"]

    standard_price = fields.Float(groups=COST)

    @api.model_create_multi
    def create(self, vals_list):
        return self._jxc_create_with_cost(
            lambda records: super().create(vals_list), vals_list
        )


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "jxc.cost.guard"]

    standard_price = fields.Float(groups=COST)
    avg_cost = fields.Monetary(groups=COST)
    total_value = fields.Monetary(groups=COST)
    suggest_estimated_price = fields.Float(groups=PURCHASE_PRICE)

    @api.model_create_multi
    def create(self, vals_list):
        return self._jxc_create_with_cost(
            lambda records: super().create(vals_list), vals_list
        )

    @api.depends_context("uid")
    def _compute_suggest_estimated_price(self):
        """Core takes the cost where no vendor has a price: not for everybody."""
        passed = self._jxc_with_cost()
        super(ProductProduct, passed)._compute_suggest_estimated_price()
        if not self.env.user.has_group(COST):
            for product in passed.filtered(lambda product: not product.seller_ids):
                product.suggest_estimated_price = 0.0

    def _prepare_sellers(self, params=False):
        sellers = super(ProductProduct, self._jxc_with_cost())._prepare_sellers(params)
        return sellers.with_env(self.env)

    def _select_seller(self, *args, **kwargs):
        passed = self._jxc_with_cost()
        seller = super(ProductProduct, passed)._select_seller(*args, **kwargs)
        return seller.with_env(self.env)


class ProductSupplierinfo(models.Model):
    _name = "product.supplierinfo"
    _inherit = ["product.supplierinfo", "jxc.cost.guard"]

    price = fields.Float(groups=PURCHASE_PRICE)
    price_discounted = fields.Float(groups=PURCHASE_PRICE)
    discount = fields.Float(groups=PURCHASE_PRICE)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Core writes the price into the name, and names are read with sudo."""
        if self.env.user.has_groups(PURCHASE_PRICE):
            return super()._compute_display_name()
        for seller in self:
            seller.display_name = seller.partner_id.display_name
        return None

    @api.model
    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Core's default order holds the price: whoever may not see it goes without."""
        order = order or self._order
        shown = self._has_field_access(self._fields["price"], "read")
        if order == self._order and not shown:
            order = "sequence, min_qty DESC, id"
        return super()._order_to_sql(order, query, alias, reverse)


class ProductValue(models.Model):
    _name = "product.value"
    _inherit = ["product.value", "jxc.cost.guard"]

    value = fields.Monetary(groups=COST)
    description = fields.Char(groups=COST)
    current_value = fields.Monetary(groups=COST)
    current_value_details = fields.Char(groups=COST)
    current_value_description = fields.Text(groups=COST)
    computed_value_description = fields.Text(groups=COST)


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "jxc.cost.guard"]

    avg_cost = fields.Monetary(groups=COST)
    total_value = fields.Monetary(groups=COST)
    standard_price = fields.Float(groups=COST)

    @api.model_create_multi
    def create(self, vals_list):
        return self._jxc_create_with_cost(
            lambda records: super().create(vals_list), vals_list
        )

    def _update_standard_price(self):
        return super(StockLot, self._jxc_with_cost())._update_standard_price()


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "jxc.cost.guard"]

    value = fields.Monetary(groups=COST)
