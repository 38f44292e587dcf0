"""One life told twice: to Odoo's methods, day by day, and to the staging tables.

Every stored column that tells what happened must agree.
"""

from freezegun import freeze_time
from psycopg2.extensions import AsIs

from odoo import Command
from odoo.tests import tagged

from tools.history import staging, write

from .history_case import QUIET, HistoryCase, at


@tagged("post_install", "-at_install")
class TestAgainstOdoo(HistoryCase):
    """Two products live the same life, one by hand and one by SQL."""

    COLUMNS = {
        "purchase_order": "state invoice_status amount_untaxed amount_tax amount_total"
        " amount_total_cc locked acknowledged receipt_status currency_rate date_approve"
        " effective_date validation_status receipt_reminder_email date_calendar_start"
        " date_planned date_order payment_term_id company_id currency_id",
        "purchase_order_line": "product_qty product_uom_qty price_unit price_subtotal"
        " price_total price_total_cc price_tax qty_received qty_invoiced date_planned"
        " qty_to_invoice qty_received_method technical_price_unit discount sequence",
        "sale_order": "state amount_untaxed amount_tax amount_total invoice_status"
        " delivery_status effective_date margin margin_percent team_id locked"
        " validation_status require_signature require_payment validity_date"
        " pricelist_id currency_rate picking_policy prepayment_percent",
        "sale_order_line": "product_uom_qty price_unit price_subtotal price_total"
        " price_tax qty_delivered qty_to_invoice qty_invoiced invoice_status state"
        " price_reduce_taxexcl price_reduce_taxinc untaxed_amount_to_invoice"
        " purchase_price margin margin_percent qty_delivered_method discount"
        " technical_price_unit is_optional customer_lead",
        "stock_move": "state quantity product_qty product_uom_qty packaging_uom_qty"
        " picked value is_in is_out is_dropship date date_deadline jxc_done_at"
        " to_refund location_id location_dest_id location_final_id procure_method"
        " propagate_cancel additional is_inventory picking_type_id warehouse_id"
        " rule_id price_unit",
        "stock_move_line": "state quantity quantity_product_uom picked date jxc_done_at"
        " location_id location_dest_id",
        "stock_quant": "quantity reserved_quantity location_id company_id"
        " inventory_date inventory_quantity_set",
    }
    # core leaves these empty where it does not think of them; both mean no or 0
    VAGUE = {None, False}

    def by_hand(self, product):
        """Opening 20, buy 10 (4, then 5, one open), sell 6 (4, two open), returns."""
        with freeze_time(at(1)):
            quant = self.env["stock.quant"].with_context(inventory_mode=True)
            opening = {"product_id": product.id, "inventory_quantity": 20}
            opening["location_id"] = self.home.lot_stock_id.id
            quant.create(opening).action_apply_inventory()
        order = self.hand_purchase(product)
        with freeze_time(at(5)):
            received = self.hand_done(order.picking_ids, 4)
        with freeze_time(at(6)):
            self.hand_done(order.picking_ids - received, 5)
        sale = self.hand_sale(product)
        with freeze_time(at(8)):
            delivered = self.hand_done(sale.picking_ids, 4)
        self.hand_return(received, 1, at(9))
        self.hand_return(delivered, 2, at(10))
        with freeze_time(at(13)):
            held = self.env["stock.quant"]._gather(product, self.home.lot_stock_id)
            held.with_context(inventory_mode=True).inventory_quantity = (
                held.quantity - 2
            )
            held.action_apply_inventory()
        return order, sale

    def hand_purchase(self, product):
        with freeze_time(at(2)):
            line = {"product_id": product.id, "product_qty": 10, "price_unit": 6.5}
            line["date_planned"] = at(5)
            order = self.env["purchase.order"].create(
                {
                    "partner_id": self.vendor.id,
                    "picking_type_id": self.home.in_type_id.id,
                    "order_line": [Command.create(line)],
                }
            )
            order.button_confirm()
            self.env.flush_all()
        return order

    def hand_sale(self, product):
        with freeze_time(at(7)):
            line = {"product_id": product.id, "product_uom_qty": 6, "price_unit": 9.99}
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "warehouse_id": self.home.id,
                    "commitment_date": at(8),
                    "order_line": [Command.create(line)],
                }
            )
            order.action_confirm()
            self.env.flush_all()
        return order

    def hand_done(self, picking, quantity):
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()
        self.env.flush_all()
        return picking

    def hand_return(self, picking, quantity, moment):
        with freeze_time(moment):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            wizard.product_return_moves.quantity = quantity
            action = wizard.action_create_returns()
            back = self.env["stock.picking"].browse(action["res_id"])
            back.move_ids.picked = True
            back._action_done()
            self.env.flush_all()

    def by_rows(self, product):
        self.adjust(product, 20, "opening", 1)
        bought = self.buy(product, 10, 6.5)
        receipt = self.receive(bought, 4)
        self.receive(bought, 5, day=6, doc="R2")
        sold = self.sell(product, 6, 9.99)
        delivery = self.deliver(sold, 4)
        common = {"receipt_id": receipt, "doc": "B1", "at": at(9), "quantity": 1}
        self.put("return", **common)
        common = {"delivery_id": delivery, "doc": "B2", "at": at(10), "quantity": 2}
        self.put("return", **common)
        self.adjust(product, -2, "count", 13)
        write.write(self.env, **QUIET)

    def test_same_records(self):
        for method in ("average", "standard", "fifo"):
            with self.subTest(method):
                with freeze_time("2025-12-31 02:00:00"):
                    hand = self.product("hand", method=method)
                    rows = self.product("rows", method=method)
                staging.create(self.env.cr)
                self.by_hand(hand)
                self.by_rows(rows)
                self.same(hand, rows)

    def same(self, hand, rows):
        self.assertAlmostEqual(hand.standard_price, rows.standard_price, 9)
        self.assertEqual(hand.total_value, rows.total_value)
        for table, columns in self.COLUMNS.items():
            with self.subTest(table):
                wanted = self.stored(table, columns.split(), hand)
                found = self.stored(table, columns.split(), rows)
                self.assertEqual(found, wanted)

    def stored(self, table, columns, product):
        """Return the rows of a product as dicts of what is not vague."""
        order = {"purchase_order", "sale_order"} & {table}
        where = (
            f"id IN (SELECT order_id FROM {table}_line WHERE product_id = %(product)s)"
            if order
            else "product_id = %(product)s"
        )
        sort = "location_id, quantity" if table == "stock_quant" else "id"
        if table.startswith("stock_move"):
            sort = "date, location_id, state, quantity, id"
        self.env.cr.execute(
            f"SELECT %(columns)s FROM {table} WHERE {where} ORDER BY {sort}",
            {"columns": AsIs(", ".join(columns)), "product": product.id},
        )
        return [
            {
                key: round(cell, 6) if isinstance(cell, float) else cell
                for key, cell in row.items()
                if cell not in self.VAGUE and not self.leftover(row, key)
            }
            for row in self.env.cr.dictfetchall()
        ]

    def leftover(self, row, key):
        """Core copies the value of a movement onto its backorder, which has none."""
        return key == "value" and row["state"] != "done"
