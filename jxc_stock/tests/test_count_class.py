from odoo.tests import tagged

from .common_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountClass(CountCommon):
    """Classes as they are kept: what a plan takes in, and what it tolerates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rice, cls.salt = (
            cls._product("Count Rice", 2),
            cls._product("Count Salt", 1),
        )
        for product, grade in (
            (cls.soy, "A"),
            (cls.tea, "B"),
            (cls.rice, "C"),
            (cls.salt, None),
        ):
            cls._plant(product, 100)
            if grade:
                cls._classify(product, grade)

    @classmethod
    def _classify(cls, product, grade, **values):
        cls.env["jxc.stock.class"].create(
            {
                "company_id": cls.env.company.id,
                "product_id": product.id,
                "month": "2026-02-01",
                "latest": True,
                "abc_computed": grade,
                **values,
            }
        )

    def goods(self, grades):
        count = self._count(grades=grades)
        products = count.sudo().line_ids.product_id
        count.action_cancel()
        return products

    def test_scope(self):
        for grades, expected in (
            (False, self.soy | self.tea | self.rice | self.salt),
            ("A", self.soy),
            ("AB", self.soy | self.tea),
            ("BC", self.tea | self.rice),
            ("none", self.salt),
        ):
            with self.subTest(grades=grades):
                self.assertEqual(self.goods(grades), expected)

    def test_class_set_by_hand(self):
        row = self.env["jxc.stock.class"].search([("product_id", "=", self.rice.id)])
        row.write({"abc_manual": "A", "reason": "dear to the boss"})
        self.assertEqual(self.goods("A"), self.soy | self.rice)

    def test_class_of_before(self):
        self._classify(self.rice, "A", month="2026-01-01", latest=False)
        self.assertEqual(self.goods("A"), self.soy)

    def test_tolerance(self):
        """A 1 %, B 3 %, C 5 % of 100; without a class as A."""
        for lost, states in (
            (1, ("accepted", "accepted", "accepted", "accepted")),
            (3, ("recount", "accepted", "accepted", "recount")),
            (5, ("recount", "recount", "accepted", "recount")),
            (6, ("recount", "recount", "recount", "recount")),
        ):
            goods = (self.soy, self.tea, self.rice, self.salt)
            with self.subTest(lost=lost):
                count = self._count()
                for product in goods:
                    self._enter(count, 100 - lost, product)
                count.action_review()
                found = [self._line(count, product).state for product in goods]
                self.assertEqual(tuple(found), states)
                count.action_cancel()

    def test_schedule(self):
        schedule = self.env["jxc.count.schedule"].create(
            {
                "name": "Only A",
                "warehouse_id": self.warehouse.id,
                "user_id": self.manager.id,
                "times_a": 365,
                "times_b": 0,
                "times_c": 0,
            }
        )
        today = self.env.company._jxc_today()
        self.assertEqual(schedule._due(today), [(self.soy.id, self.shelf.id)])

    def test_units_on_the_sheet(self):
        """Packings of the product, with the factor to its unit."""
        dozen = self.env["uom.uom"].create(
            {
                "name": "Box of 12",
                "relative_factor": 12,
                "relative_uom_id": self.soy.uom_id.id,
            }
        )
        self.soy.uom_ids = dozen
        rows = {
            r["product_id"]: r for r in self._task(self._count()).get_sheet()["rows"]
        }
        units = rows[self.soy.id]["uoms"]
        self.assertEqual(
            [(uom_id, factor) for uom_id, _name, factor in units],
            [(self.soy.uom_id.id, 1), (dozen.id, 12)],
        )
        self.assertEqual(len(rows[self.tea.id]["uoms"]), 1)
