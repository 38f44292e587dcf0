"""A small trading company whose orders are made by hand, day by day."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command

TERMS = {
    "cash": [(100, 0, "days_after")],
    "month": [(100, 30, "days_after_end_of_month")],
    "halves": [(50, 0, "days_after"), (50, 20, "days_after")],
}


class Shop:
    """The company of an environment with the Chinese chart, goods and partners."""

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        company = self.env.company
        company.country_id = env.ref("base.cn")
        self.env["account.chart.template"].try_loading("cn", company)
        company.write({"cost_method": "average", "inventory_valuation": "periodic"})
        company.jxc_tz = "Asia/Shanghai"
        self.stock = self.env["stock.warehouse"].search([], limit=1)
        self.bank = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        methods = self.bank.inbound_payment_method_line_ids
        methods |= self.bank.outbound_payment_method_line_ids
        methods.payment_account_id = self.bank.default_account_id
        self.terms = {name: self._term(name) for name in TERMS}
        self.goods = self.env["product.category"].create(
            {"name": "Goods", "property_cost_method": "average"}
        )
        self.carton = self.env["uom.uom"].create(
            {
                "name": "Carton of 6",
                "relative_factor": 6,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )

    def _term(self, name):
        parts = [
            {"value": "percent", "value_amount": a, "nb_days": n, "delay_type": kind}
            for a, n, kind in TERMS[name]
        ]
        lines = [Command.clear(), *map(Command.create, parts)]
        return self.env["account.payment.term"].create(
            {"name": name, "line_ids": lines}
        )

    def product(self, name, rate, **values):
        """Create a product before the story begins: its cost has a first day, too."""
        ref = self.env["account.chart.template"].ref
        values = {
            "name": name,
            "default_code": name,
            "categ_id": self.goods.id,
            "is_storable": True,
            "taxes_id": [Command.set(ref(f"l10n_cn_sales_excluded_{rate}").ids)],
            "supplier_taxes_id": [
                Command.set(ref(f"l10n_cn_purchase_excluded_{rate}").ids)
            ],
            "invoice_policy": "delivery",
            "purchase_method": "receive",
            **values,
        }
        with freeze_time("2025-02-01"):
            return self.env["product.product"].create(values)

    def partner(self, name, term):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "property_payment_term_id": self.terms[term].id,
                "property_supplier_payment_term_id": self.terms[term].id,
            }
        )

    def buy(self, day, vendor, lines):
        """Order and receive (product, quantity, price[, unit]) on a day."""
        with freeze_time(f"{day} 03:00:00"):
            order = self.env["purchase.order"].create(
                {
                    "partner_id": vendor.id,
                    "order_line": [Command.create(self._line(*x)) for x in lines],
                }
            )
            for line, (_p, _q, price, *_u) in zip(order.order_line, lines, strict=True):
                line.price_unit = price
            order.button_confirm()
            self._move(order.picking_ids)
        return order

    def sell(self, day, customer, lines):
        """Order and deliver (product, quantity, price) on a day."""
        with freeze_time(f"{day} 05:00:00"):
            values = [self._line(*x) for x in lines]
            for value in values:
                value["product_uom_qty"] = value.pop("product_qty")
            order = self.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "order_line": [Command.create(value) for value in values],
                }
            )
            order.action_confirm()
            self._move(order.picking_ids)
        return order

    def _line(self, product, quantity, price, unit=None):
        return {
            "product_id": product.id,
            "product_qty": quantity,
            "product_uom_id": (unit or product.uom_id).id,
            "price_unit": price,
        }

    def _move(self, pickings):
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.with_context(skip_backorder=True).button_validate()
        assert set(pickings.mapped("state")) == {"done"}

    def back(self, day, order, quantity):
        """Return so much of the first line of an order."""
        with freeze_time(f"{day} 06:00:00"):
            picking = order.picking_ids[:1]
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            line = wizard.product_return_moves.filtered(
                lambda x: x.move_id == picking.move_ids[:1]
            )
            line.quantity = quantity
            made = wizard.action_create_returns()["res_id"]
            picking = self.env["stock.picking"].browse(made)
            picking.move_ids.picked = True
            picking.button_validate()
            assert picking.state == "done"

    def invoice(self, day, orders, prices=()):
        """Invoice or bill orders by the ORM, posted on that day, at other `prices`."""
        with freeze_time(f"{day} 12:00:00"):
            if orders._name == "sale.order":
                made = orders._create_invoices()
            else:
                before = orders.invoice_ids
                orders.action_create_invoice()
                made = orders.invoice_ids - before
                made.ref = "their number"
            made.invoice_date = day
            for line, price in zip(made.invoice_line_ids, prices, strict=False):
                line.price_unit = price
            made.action_post()
        return made

    def credit(self, day, invoice, quantity):
        """Credit so much of the first line of an invoice, posted on that day."""
        with freeze_time(f"{day} 12:00:00"):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"date": day, "journal_id": invoice.journal_id.id})
            )
            note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
            line, *rest = note.invoice_line_ids
            line.quantity = quantity
            for other in rest:
                other.unlink()
            note.action_post()
        return note

    def pay(self, day, debts):
        """Pay what is open of these documents or due lines."""
        with freeze_time(f"{day} 13:00:00"):
            wizard = (
                self.env["account.payment.register"]
                .with_context(active_model=debts._name, active_ids=debts.ids)
                .create({"payment_date": day, "group_payment": True})
            )
            return wizard._create_payments()


def day(text):
    return date.fromisoformat(text)
