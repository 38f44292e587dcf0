"""Fixture: planted goods by name, rules of the test alone, a fixed moment."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user

from .common import OverviewCommon

NOON = datetime(2026, 3, 20, 4, 0)  # 12:00 in Shanghai
TODAY = NOON.date()


class AlertLevelsCommon(OverviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company = cls.env.company
        cls.company.jxc_tz = "Asia/Shanghai"
        cls.company.jxc_cover_days = 28
        cls.rules = cls.env["jxc.alert.rule"]
        cls.rules.search([]).active = False
        cls.env["stock.warehouse.orderpoint"].search([]).active = False
        cls.category = cls.env["product.category"].create({"name": "Planted"})
        cls.soy = cls._goods("Planted Soy")
        cls.rice = cls._goods("Planted Rice")
        cls.goods = cls.soy | cls.rice
        cls.vendor = cls.env["res.partner"].create({"name": "Planted Vendor"})
        cls.manager = new_test_user(
            cls.env, login="planted_wm", groups="jxc_base.group_warehouse_manager"
        )

    def setUp(self):
        super().setUp()
        self.time = self.enterContext(freeze_time(NOON))

    @classmethod
    def _goods(cls, name, **values):
        return cls._product(
            name,
            categ_id=cls.category.id,
            standard_price=5,
            list_price=8,
            **values,
        )

    @classmethod
    def demand(cls, product, quantity, warehouse=None, ago=9):
        return cls.env["jxc.demand.daily"].create(
            {
                "company_id": cls.company.id,
                "product_id": product.id,
                "warehouse_id": (warehouse or cls.wh_a).id,
                "day": TODAY - timedelta(days=ago),
                "quantity": quantity,
                "delivered_quantity": quantity,
            }
        )

    def rule(self, detector, warn=0, critical=0, **values):
        roles = values.pop("roles", ("warehouse_manager",))
        groups = [self.env.ref(f"jxc_base.group_{role}").id for role in roles]
        return self.rules.create(
            {
                "name": detector,
                "detector": detector,
                "warn_level": warn,
                "critical_level": critical,
                "group_ids": [Command.set(groups)],
                "silent": True,
                **values,
            }
        )

    def found(self, rule):
        """Open warnings of the rule about what was planted."""
        self.env.flush_all()
        rule._run()
        alerts = self.env["jxc.alert"].search(
            [("rule_id", "=", rule.id), ("is_open", "=", True)]
        )
        return alerts.filtered(self.mine)

    def mine(self, alert):
        return not alert.product_id or alert.product_id in self.goods

    def point(self, product=None, warehouse=None, **values):
        place = warehouse or self.wh_a
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": (product or self.soy).id,
                "warehouse_id": place.id,
                "location_id": place.lot_stock_id.id,
                "trigger": "manual",
                **values,
            }
        )

    def chinese(self, alert):
        """The message for a Chinese reader holds the same figures."""
        self.env["res.lang"]._activate_lang("zh_CN")
        return alert.with_context(lang="zh_CN").message
