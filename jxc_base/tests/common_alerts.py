"""Fixture: rules of the tests alone, and a fixed moment."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command

from .common_stock import StockCommon

NOON = datetime(2026, 3, 5, 4, 0)  # 12:00 in Shanghai


class AlertCase(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company = cls.env.company
        cls.company.jxc_tz = "Asia/Shanghai"
        cls.rules = cls.env["jxc.alert.rule"]
        cls.rules.search([]).active = False
        cls.env["jxc.alert"].search([]).unlink()
        cls.env["stock.warehouse.orderpoint"].search([]).active = False

    def setUp(self):
        super().setUp()
        self.time = self.enterContext(freeze_time(NOON))

    @classmethod
    def rule(cls, detector, **values):
        roles = values.pop("roles", ())
        groups = [cls.env.ref(f"jxc_base.group_{role}").id for role in roles]
        return cls.rules.create(
            {
                "name": f"Test {detector}",
                "detector": detector,
                "company_id": cls.company.id,
                "group_ids": [Command.set(groups)],
                **values,
            }
        )

    def run_rules(self, rules, **hours):
        if hours:
            self.time.tick(hours["hours"] * 3600)
        return rules._run()

    def alerts(self, rule, opened=True):
        found = self.env["jxc.alert"].search([("rule_id", "=", rule.id)])
        return found.filtered("is_open") if opened else found

    @classmethod
    def point(cls, product=None, location=None, **values):
        return cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": (product or cls.product).id,
                "location_id": (location or cls.stock).id,
                "warehouse_id": cls.warehouse.id,
                "trigger": "manual",
                **values,
            }
        )
