"""A company of its own and a hand on the clock: goods move when a test says so."""

import functools
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytz
from freezegun.api import freeze_time

from odoo import Command
from odoo.tests import Form, TransactionCase, new_test_user

from .facts_checks import FactsChecks

METHODS = ("average", "fifo", "standard")


def each_method(*methods):
    """Run a test once per cost method, with a product of its own that costs 10."""

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for method in methods or METHODS:
                with self.subTest(method=method), self.undone():
                    test(self, self._product(method, standard_price=10))

        return run

    return decorate


class FactsCommon(FactsChecks, TransactionCase):
    """Company *Facts Trade* (CNY, Shanghai), warehouses A and B, each with a hold
    location; three categories, one per cost method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time("2026-03-01 01:00:00", ignore=["_pytest"])
        cls.frozen = freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls._company("Facts Trade", "base.CNY", "Asia/Shanghai")
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.company = cls.company.with_env(cls.env)
        cls.facts = cls.env["jxc.stock.daily"]
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.transit = cls.company.internal_transit_location_id
        cls.wh_a, cls.wh_b = (cls._warehouse(code) for code in ("FXA", "FXB"))
        cls.hold_a, cls.hold_b = (cls._hold(wh) for wh in (cls.wh_a, cls.wh_b))
        cls._accounts()
        cls.categories = {
            method: cls.env["product.category"].create(
                {"name": f"Facts {method}", "property_cost_method": method}
            )
            for method in METHODS
        }

    def setUp(self):
        super().setUp()
        self.restart()

    def restart(self):
        self.seen = {}
        # products are made before anything happens to them: their price has a date
        self.on("2026-01-02")

    @contextmanager
    def undone(self):
        """What happens inside starts from the beginning and leaves nothing."""
        self.restart()
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)

    @classmethod
    def _company(cls, name, currency, tz):
        currency = cls.env.ref(currency)
        currency.active = True
        return cls.env["res.company"].create(
            {"name": name, "currency_id": currency.id, "jxc_tz": tz}
        )

    @classmethod
    def _warehouse(cls, code):
        return cls.env["stock.warehouse"].create(
            {"name": f"Facts {code}", "code": code, "company_id": cls.company.id}
        )

    @classmethod
    def _hold(cls, warehouse):
        return cls.env["stock.location"].create(
            {
                "name": "Quality",
                "location_id": warehouse.lot_stock_id.id,
                "jxc_hold": "quality",
            }
        )

    @classmethod
    def _accounts(cls):
        """The least that a vendor bill needs; no chart of accounts."""
        expense, payable = cls.env["account.account"].create(
            [
                {"name": "Goods", "code": "FX5001", "account_type": "expense"},
                {
                    "name": "Vendors",
                    "code": "FX2001",
                    "account_type": "liability_payable",
                    "reconcile": True,
                },
            ]
        )
        cls.purchases = cls.env["account.journal"].create(
            {
                "name": "Facts bills",
                "code": "FXB",
                "type": "purchase",
                "default_account_id": expense.id,
            }
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Facts Vendor", "property_account_payable_id": payable.id}
        )
        cls.reader = new_test_user(
            cls.env,
            login="facts_core",
            groups="stock.group_stock_manager,jxc_base.group_cost",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.owner = cls.env["res.partner"].create({"name": "Facts Consignor"})

    @classmethod
    def _product(cls, method="average", **values):
        return cls.env["product.product"].create(
            {
                "name": f"Facts {method}",
                "is_storable": True,
                "categ_id": cls.categories[method].id,
                "supplier_taxes_id": False,
                "taxes_id": False,
                **values,
            }
        )

    # ---- the clock

    def on(self, day, time="10:00", company=None):
        """Set the clock to `day` (ISO) and `time` of the company."""
        zone = pytz.timezone((company or self.company).jxc_tz)
        local = zone.localize(datetime.fromisoformat(f"{day} {time}"))
        self.frozen.move_to(local.astimezone(pytz.utc).replace(tzinfo=None))
        return date.fromisoformat(day)

    def today(self):
        return self.company._jxc_today()

    def _tick(self):
        """A second passes: documents of one day have an order."""
        self.frozen.tick(timedelta(seconds=1))

    # ---- goods move

    def move(self, product, quantity, source, target, **values):
        """A done movement now; `lot`, `owner` go to its lines."""
        lot, owner = values.pop("lot", None), values.pop("owner", None)
        self._tick()
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": self.env.company.id,
                "restrict_partner_id": owner.id if owner else False,
                **values,
            }
        )
        move._action_confirm(merge=False)
        return self._finish(move, quantity, lot, owner)

    def _finish(self, move, quantity, lot=None, owner=None):
        move.move_line_ids.unlink()
        line = {
            "move_id": move.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_id": lot.id if lot else False,
            "owner_id": owner.id if owner else False,
            "picking_id": move.picking_id.id,
        }
        self.env["stock.move.line"].create(line)
        move.picked = True
        move._action_done()
        return move

    def order(self, product, quantity, price, wh=None, uom=None):
        """A confirmed purchase order; its receipt is not done."""
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                "picking_type_id": (wh or self.wh_a).in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": (uom or product.uom_id).id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        return order

    def receive_order(self, product, quantity, price, wh=None):
        """A purchase order, its transfer, all of it done."""
        self._tick()
        move = self.order(product, quantity, price, wh).picking_ids.move_ids
        return self._finish(move, quantity)

    def receive(self, product, quantity, price, wh=None, uom=None, **values):
        """Goods arrive at `price` per unit of an order line; without the transfer
        and its mails, which cost ten times as much."""
        uom = uom or product.uom_id
        line = self.env["purchase.order.line"].create(
            {
                "order_id": self._open_order().id,
                "product_id": product.id,
                "product_qty": quantity,
                "product_uom_id": uom.id,
                "price_unit": price,
                "tax_ids": [Command.clear()],
            }
        )
        return self.move(
            product,
            quantity,
            self.suppliers,
            (wh or self.wh_a).lot_stock_id,
            purchase_line_id=line.id,
            product_uom=uom.id,
            **values,
        )

    def _open_order(self):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                "picking_type_id": self.wh_a.in_type_id.id,
            }
        )

    def deliver(self, product, quantity, wh=None, **values):
        source = (wh or self.wh_a).lot_stock_id
        return self.move(product, quantity, source, self.customers, **values)

    def back(self, move, quantity, **values):
        """Goods of a done movement return, to the vendor or from the customer."""
        return self.move(
            move.product_id,
            quantity,
            move.location_dest_id,
            move.location_id,
            origin_returned_move_id=move.id,
            purchase_line_id=move.purchase_line_id.id,
            to_refund=True,
            **values,
        )

    def scrap(self, product, quantity, wh=None):
        self._tick()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "location_id": (wh or self.wh_a).lot_stock_id.id,
                "company_id": self.env.company.id,
            }
        )
        scrap.do_scrap()
        return scrap

    def count(self, product, quantity, location=None, lot=None):
        """Count `quantity` in a place; the difference is posted."""
        self._tick()
        location = location or self.wh_a.lot_stock_id
        quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quant = quant.create(
            {
                "product_id": product.id,
                "location_id": location.id,
                "lot_id": lot.id if lot else False,
                "inventory_quantity": quantity,
            }
        )
        quant.action_apply_inventory()

    def ship(self, product, quantity, wh=None):
        """Goods leave a warehouse and are on the road."""
        source = (wh or self.wh_a).lot_stock_id
        return self.move(product, quantity, source, self.transit)

    def arrive(self, product, quantity, wh=None):
        target = (wh or self.wh_b).lot_stock_id
        return self.move(product, quantity, self.transit, target)

    # ---- money moves

    def bill(self, receipt, quantity, price, kind="in_invoice", **values):
        """A posted vendor bill (or credit note) of a receipt, dated today."""
        self._tick()
        line = receipt.purchase_line_id
        bill = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.vendor.id,
                "journal_id": self.purchases.id,
                "invoice_date": self.today(),
                "date": self.today(),
                "currency_id": self.env.company.currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "purchase_line_id": line.id,
                            "product_uom_id": line.product_uom_id.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        bill.action_post()
        return bill

    def revalue(self, move, value):
        """Somebody writes a movement's value by hand."""
        self._tick()
        self.env["product.value"].create(
            {"move_id": move.id, "value": value, "company_id": self.env.company.id}
        )

    def change_price(self, product, price):
        self._tick()
        product.standard_price = price

    def edit_line(self, line, **values):
        """Edit a done line as the form of its movement does."""
        self._tick()
        with Form(line, view="stock.view_move_line_form") as form:
            for name, value in values.items():
                form[name] = value

    # ---- facts

    def run_facts(self):
        self._tick()
        self.facts._run()

    def close_day(self, *products):
        """The nightly run; facts must agree with core now, and are remembered."""
        self.run_facts()
        for product in products:
            self.remember(product, *self.assert_agrees(product))
