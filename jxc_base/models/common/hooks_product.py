"""Hooks of products: what one JXC addon asks of another, with core-only answers.

Each takes a recordset, answers with a dict keyed by id and needs a bounded number of
queries. docs/architecture.md lists them with their owners.
"""

from odoo import api, models
from odoo.tools import SQL

LEAD_TIMES_KEPT = 50


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.private
    def _jxc_lead_times(self, vendor):
        """Lead times of past receipts: days from the order's approval to the receipt.

        :param vendor: `res.partner`; receipts of its whole company count
        :return: {product id: [days as float, newest first]}, at most 50 each, empty
            without receipts. Source here: done receipts of purchase orders
        """
        times = {product_id: [] for product_id in self.ids}
        if not self.ids or not vendor:
            return times
        self._jxc_flush_receipts()
        self.env.cr.execute(self._jxc_lead_times_query(vendor))
        for product_id, days in self.env.cr.fetchall():
            times[product_id].append(days)
        return times

    def _jxc_flush_receipts(self):
        self.env["stock.move"].flush_model()
        self.env["stock.move.line"].flush_model(["quantity_product_uom", "move_id"])
        self.env["purchase.order.line"].flush_model(["order_id"])
        self.env["purchase.order"].flush_model(["date_approve", "partner_id"])

    def _jxc_lead_times_query(self, vendor):
        return SQL(
            """
            SELECT product_id, days
              FROM (SELECT move.product_id, move.jxc_done_at,
                           EXTRACT(EPOCH FROM move.jxc_done_at - po.date_approve)
                           ::float / 86400 AS days,
                           ROW_NUMBER() OVER (PARTITION BY move.product_id
                               ORDER BY move.jxc_done_at DESC, move.id DESC) AS place
                      FROM stock_move move
                      JOIN purchase_order_line line ON line.id = move.purchase_line_id
                      JOIN purchase_order po ON po.id = line.order_id
                      JOIN res_partner partner ON partner.id = po.partner_id
                      JOIN stock_location origin ON origin.id = move.location_id
                     WHERE move.state = 'done' AND origin.usage = 'supplier'
                       AND move.product_id = ANY(%(products)s)
                       AND partner.commercial_partner_id = %(vendor)s
                       AND move.company_id = ANY(%(companies)s)
                       AND po.date_approve IS NOT NULL) receipt
             WHERE place <= %(kept)s
             ORDER BY product_id, place
            """,
            products=self.ids,
            vendor=vendor.commercial_partner_id.id,
            companies=self.env.companies.ids,
            kept=LEAD_TIMES_KEPT,
        )

    @api.private
    def _jxc_last_cost(self):
        """Cost of one product unit at the last receipt from a vendor.

        The value of the movement, so with bill and currency as far as known then.
        :return: {product id: company currency per product unit, None without receipt}
        """
        costs = dict.fromkeys(self.ids)
        if self.ids:
            self._jxc_flush_receipts()
            self.env.cr.execute(self._jxc_last_cost_query())
            costs.update(self.env.cr.fetchall())
        return costs

    def _jxc_last_cost_query(self):
        return SQL(
            """
            SELECT receipt.product_id,
                   receipt.value::float / NULLIF((
                       SELECT SUM(line.quantity_product_uom) FROM stock_move_line line
                        WHERE line.move_id = receipt.id), 0)::float
              FROM (SELECT DISTINCT ON (move.product_id)
                           move.product_id, move.id, move.value
                      FROM stock_move move
                      JOIN stock_location origin ON origin.id = move.location_id
                     WHERE move.product_id = ANY(%(products)s) AND move.state = 'done'
                       AND move.is_in AND origin.usage = 'supplier'
                       AND move.company_id = %(company)s
                     ORDER BY move.product_id, move.jxc_done_at DESC, move.id DESC
                   ) receipt
            """,
            products=self.ids,
            company=self.env.company.id,
        )

    @api.private
    def _jxc_recommended_vendor(self):
        """Vendor to buy each product from; here the first of the vendor list.

        :return: {product id: res.partner, empty if none}
        """
        # sudo: who supplies a product is the same for everybody; no price leaves here
        sellers = {product: product._prepare_sellers() for product in self.sudo()}
        return {
            product.id: found[:1].partner_id.sudo(False)
            for product, found in sellers.items()
        }

    @api.private
    def _jxc_open_request_quantity(self):
        """Quantity requested from purchasing but not yet ordered, product unit.

        The context key `warehouse_id` restricts it as for `free_qty`.
        :return: {product id: float}; here 0.0, core knows no requests
        """
        return dict.fromkeys(self.ids, 0.0)

    @api.private
    def _jxc_open_production(self):
        """Quantities that open production orders will bring.

        :return: {product id: [(datetime, quantity in product unit)]}; here empty
        """
        return {product_id: [] for product_id in self.ids}

    @api.private
    def _jxc_class(self):
        """Class of each product by turnover (A, B, C), None if not classified."""
        return dict.fromkeys(self.ids)

    @api.private
    def _jxc_raise_demand(self, quantity, origin):
        """Ask for goods: here by a procurement for the warehouse's stock location.

        :param quantity: product unit; a number for all, or {product id: number}
        :param origin: name of the document that needs the goods
        :return: {product id: record that was raised, or None when it was left to the
            stock rules}; products without a positive quantity are left out
        :raises UserError: no rule supplies the place

        The context key `warehouse_id` says where, else the company's first warehouse.
        """
        amounts = quantity if isinstance(quantity, dict) else {}
        demanded = {
            product: amounts.get(product.id, 0.0) if amounts else quantity
            for product in self
        }
        demanded = {p: q for p, q in demanded.items() if p.uom_id.compare(q, 0) > 0}
        warehouse = self._jxc_demand_warehouse()
        rules = self.env["stock.rule"]
        rules.run(
            [
                rules.Procurement(
                    product,
                    amount,
                    product.uom_id,
                    warehouse.lot_stock_id,
                    origin,
                    origin,
                    warehouse.company_id,
                    {"warehouse_id": warehouse},
                )
                for product, amount in demanded.items()
            ]
        )
        return {product.id: None for product in demanded}

    def _jxc_demand_warehouse(self):
        warehouses = self.env["stock.warehouse"]
        chosen = warehouses.browse(self.env.context.get("warehouse_id") or ())
        domain = [("company_id", "=", self.env.company.id)]
        return chosen or warehouses.search(domain, limit=1)


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.private
    def _jxc_budget_left(self, day):
        """Purchase budget left in the period of `day`, company currency.

        :return: {category id: float, None without a budget}; here always None
        """
        return dict.fromkeys(self.ids)
