"""A company with two warehouses, and a short way to stage what happened there."""

from datetime import datetime

from freezegun import freeze_time

from odoo.tests import TransactionCase
from odoo.tools import SQL

from tools.history import staging

QUIET = {"say": lambda line: None, "facts": False}


def at(day, hour=2):
    """Return a moment of January 2026."""
    return datetime(2026, 1, day, hour)


class HistoryCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-02-01 02:00:00"))
        cls.company = cls.env.company
        cls.env["account.chart.template"].try_loading("cn", cls.company)
        cls.env["jxc.number.preset"]._apply(cls.company)
        cls.company.jxc_tz = "Asia/Shanghai"
        warehouses = cls.env["stock.warehouse"]
        cls.home = warehouses.create({"name": "Home", "code": "HOM"})
        cls.away = warehouses.create({"name": "Away", "code": "AWY"})
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.company.internal_transit_location_id.active = True
        cls.plain, cls.lotted = cls.product("plain"), cls.product("lotted", lots=True)

    @classmethod
    def product(cls, name, lots=False, method="average", cost=5):
        category = cls.env["product.category"].create({"name": f"{name} {method}"})
        category.property_cost_method = method
        life = {"tracking": "lot", "use_expiration_date": True, "expiration_time": 60}
        life |= {"use_time": 10, "removal_time": 5, "alert_time": 8}
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name,
                "is_storable": True,
                "standard_price": cost,
                "categ_id": category.id,
                "purchase_method": "receive",
                "invoice_policy": "delivery",
                **(life if lots else {}),
            }
        )

    def setUp(self):
        super().setUp()
        staging.create(self.env.cr)

    def put(self, table, **values):
        """Stage one row; return its id."""
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(f"history_{table}"),
            SQL(", ").join(map(SQL.identifier, values)),
            tuple(values.values()),
        )
        return self.env.execute_query(query)[0][0]

    def buy(self, product, quantity, price, day=2, planned=5, doc="P1", **values):
        return self.put(
            "purchase",
            doc=doc,
            vendor_id=self.vendor.id,
            warehouse_id=values.pop("warehouse", self.home).id,
            product_id=product.id,
            ordered_at=at(day),
            planned_at=at(planned),
            quantity=quantity,
            price=price,
            **values,
        )

    def sell(self, product, quantity, price, day=7, planned=8, doc="S1", **values):
        return self.put(
            "sale",
            doc=doc,
            customer_id=self.customer.id,
            warehouse_id=self.home.id,
            product_id=product.id,
            ordered_at=at(day),
            planned_at=at(planned),
            quantity=quantity,
            price=price,
            **values,
        )

    def receive(self, line, quantity, day=5, doc="R1", **values):
        values |= {"purchase_id": line, "quantity": quantity}
        return self.put("receipt", doc=doc, at=at(day), **values)

    def deliver(self, line, quantity, day=8, doc="D1", **values):
        values |= {"sale_id": line, "quantity": quantity}
        return self.put("delivery", doc=doc, at=at(day), **values)

    def adjust(self, product, quantity, kind, day, **values):
        return self.put(
            "adjust",
            doc=f"{kind}{day}",
            kind=kind,
            warehouse_id=self.home.id,
            product_id=product.id,
            at=at(day),
            quantity=quantity,
            **values,
        )

    def transfer(self, product, quantity, day, arrived=None, doc="T1", **values):
        return self.put(
            "transfer",
            doc=doc,
            from_warehouse_id=self.home.id,
            to_warehouse_id=self.away.id,
            product_id=product.id,
            shipped_at=at(day),
            arrived_at=arrived and at(arrived),
            quantity=quantity,
            **values,
        )
