"""Fixture: two goods in two warehouses, with a known demand."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import new_test_user

from .common import OverviewCommon

TODAY = date(2026, 3, 20)
GRID = "jxc.stock.threshold"
POINT = "stock.warehouse.orderpoint"


class LevelsCommon(OverviewCommon):
    """Soy: 56 in demand in A in 28 days, two a day; Rice: none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        today = patch.object(
            cls.env.registry["res.company"], "_jxc_today", lambda self, now=None: TODAY
        )
        cls.startClassPatcher(today)
        cls.company = cls.env.company
        cls.company.jxc_cover_days = 28
        cls.category = cls.env["product.category"].create({"name": "Level Sauces"})
        cls.product.categ_id = cls.category
        cls.rice = cls._product("Level Rice", categ_id=cls.category.id)
        cls.goods = cls.product | cls.rice
        cls.manager, cls.planner, cls.buyer, cls.boss = (
            new_test_user(
                cls.env, login=f"levels_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in ("warehouse_manager", "planner", "purchaser", "boss")
        )
        cls._demand(cls.product, cls.wh_a, 56)

    @classmethod
    def _demand(cls, product, warehouse, quantity, ago=9):
        day = TODAY - timedelta(days=ago)
        keys = {
            "company_id": cls.company.id,
            "product_id": product.id,
            "warehouse_id": warehouse.id,
            "day": day,
        }
        cls.env["jxc.demand.daily"].create(
            {**keys, "quantity": quantity, "delivered_quantity": quantity}
        )
        cls.env["jxc.stock.daily"].create(
            {
                **keys,
                "area": "stock",
                "ownership": "own",
                "sold_quantity": quantity,
            }
        )

    def row(self, product=None, warehouse=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        grid = self.env[GRID].with_user(user or self.manager)
        return grid.search(
            [
                ("product_id", "=", (product or self.product).id),
                ("warehouse_id", "=", (warehouse or self.wh_a).id),
            ]
        )

    def point(self, product=None, warehouse=None, **values):
        place = warehouse or self.wh_a
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": (product or self.product).id,
                "warehouse_id": place.id,
                "location_id": place.lot_stock_id.id,
                "trigger": "manual",
                **values,
            }
        )


class LevelChangeCommon(LevelsCommon):
    """Changes of the levels of both goods in both warehouses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = cls.wh_a | cls.wh_b

    def change(self, user=None, **values):
        return (
            self.env["jxc.level.change"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Test",
                    "product_ids": [(6, 0, self.goods.ids)],
                    "warehouse_ids": [(6, 0, self.places.ids)],
                    **values,
                }
            )
        )

    def lines(self, change):
        return {
            (line.product_id, line.warehouse_id): line
            for line in change.line_ids.sudo()
        }

    def level(self, product, warehouse):
        points = self.env[POINT].search(
            [("product_id", "=", product.id), ("warehouse_id", "=", warehouse.id)]
        )
        return [(point.product_min_qty, point.product_max_qty) for point in points]

    def exported(self, rows):
        with patch.object(
            type(self.env["jxc.xlsx"]), "_download", lambda self, name, sheets: sheets
        ):
            [sheet] = rows.action_export()
        return [column.title for column in sheet.columns], [*sheet.rows]
