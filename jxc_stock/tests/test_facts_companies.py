from odoo.tests import new_test_user, tagged

from .common_facts import METHODS, FactsCommon


@tagged("post_install", "-at_install")
class TestFactsCompanies(FactsCommon):
    """Two companies share products; each has its money, its rounding, its day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Facts Osaka", "base.JPY", "UTC")
        cls.other.partner_id.name = "Facts Osaka"
        cls.theirs = cls.env["stock.warehouse"].create(
            {"name": "Osaka", "code": "FXO", "company_id": cls.other.id}
        )
        cls.reader.company_ids += cls.other
        for method, category in cls.categories.items():
            category.with_company(cls.other).property_cost_method = method

    def switch(self, company):
        """Work in one company from here on."""
        context = dict(self.env.context, allowed_company_ids=company.ids)
        self.env = self.env(context=context)
        self.facts = self.facts.with_env(self.env)
        return company.with_env(self.env)

    def receive_there(self, product, quantity, value):
        """A receipt of the other company, its value written by hand."""
        self.switch(self.other)
        target = self.theirs.lot_stock_id
        move = self.move(product.with_env(self.env), quantity, self.suppliers, target)
        self.revalue(move, value)
        self.switch(self.company)
        return move

    def check_both(self, product):
        self.run_facts()
        for company in (self.company, self.other):
            self.assert_agrees(product.with_company(company), company=company)
        self.assertFalse(self.env["jxc.stock.difference"]._check(products=product))

    def test_money_and_day(self):
        for method in METHODS:
            with self.subTest(method=method), self.undone():
                product = self._product(method, standard_price=10)
                product.with_company(self.other).standard_price = 201
                self.on("2026-03-03", "00:30")
                self.receive(product, 7, 12.34)
                self.receive_there(product, 7, 1403)
                self.switch(self.other)
                self.move(
                    product.with_env(self.env),
                    3,
                    self.theirs.lot_stock_id,
                    self.customers,
                )
                self.switch(self.company)
                self.check_both(product)
                ours = self.rows(product)[self.place(self.wh_a)]
                self.assertEqual(str(ours[0].day), "2026-03-03")
                rows = self.rows(product, company=self.other)
                rows = rows[self.place(self.theirs)]
                self.assertEqual(str(rows[0].day), "2026-03-02")
                self.assertEqual(rows[-1].closing_value % 1, 0)

    def test_price_change_in_one_company(self):
        """Core reads price changes of a product whatever their company."""
        for method in METHODS:
            with self.subTest(method=method), self.undone():
                product = self._product(method, standard_price=10)
                product.with_company(self.other).standard_price = 201
                self.on("2026-03-03")
                self.receive(product, 7, 12)
                self.receive_there(product, 5, 1400)
                self.check_both(product)
                self.on("2026-03-05")
                self.change_price(product, 14)
                self.check_both(product)
                self.on("2026-03-06")
                self.receive_there(product, 5, 1500)
                self.check_both(product)
                self.assert_rebuilt_same(product)

    def test_cost_method_differs(self):
        product = self._product("average", standard_price=10)
        category = product.categ_id.copy({"name": "Facts mixed"})
        product.categ_id = category
        category.with_company(self.other).property_cost_method = "fifo"
        self.on("2026-03-03")
        self.receive(product, 4, 12)
        self.receive(product, 4, 16)
        self.receive_there(product, 4, 1200)
        self.receive_there(product, 4, 1600)
        self.deliver(product, 4)
        self.switch(self.other)
        there = product.with_env(self.env)
        self.move(there, 4, self.theirs.lot_stock_id, self.customers)
        self.switch(self.company)
        self.check_both(product)
        self.assertEqual(self.closing_total(product)[1], 4 * 14)
        there = self.closing_total(product, company=self.other)
        self.assertEqual(there[1], 1600)

    def test_run_counts_every_company(self):
        """The run needs no company of the user: both are filled by one run."""
        product = self._product()
        self.on("2026-03-03")
        self.receive(product, 4, 12)
        self.receive_there(product, 4, 1200)
        self.facts.with_context(allowed_company_ids=self.other.ids)._run()
        self.assert_agrees(product)
        self.assert_agrees(product.with_company(self.other), company=self.other)

    def test_goods_from_company_to_company(self):
        """Through the location between companies: out here, in there."""
        product = self._product(standard_price=10)
        between = self.env.ref("stock.stock_location_inter_company")
        self.on("2026-03-03")
        self.receive(product, 4, 12)
        self.move(product, 3, self.wh_a.lot_stock_id, between)
        self.switch(self.other)
        there = product.with_env(self.env)
        self.move(there, 2, between, self.theirs.lot_stock_id)
        self.switch(self.company)
        self.check_both(product)
        row = self.rows(product)[self.place(self.wh_a)][-1]
        self.assertEqual((row.in_quantity, row.out_quantity), (4, 3))

    def test_rights(self):
        """A user sees the facts of own companies only, and nobody writes them."""
        product = self._product()
        self.on("2026-03-03")
        self.receive(product, 4, 12)
        self.receive_there(product, 4, 1200)
        self.run_facts()
        user = self.env["res.users"].create(
            {
                "name": "Facts reader",
                "login": "facts_reader",
                "company_id": self.other.id,
                "company_ids": self.other.ids,
                "group_ids": [
                    (4, self.env.ref("jxc_base.group_finance").id),
                ],
            }
        )
        context = {"allowed_company_ids": self.other.ids}
        facts = self.facts.with_user(user).with_context(context)
        found = facts.search([("product_id", "=", product.id)])
        self.assertEqual(found.company_id, self.other)

    def test_company_without_a_time_zone(self):
        """Its days are the same for every reader, wherever one sits."""
        product = self._product()
        self.on("2026-03-10", "02:00")  # the 9th in UTC
        self.company.jxc_tz = False
        for zone in ("UTC", "Asia/Shanghai", "America/Los_Angeles"):
            self.receive(product, 10, 12)
            self.facts.with_context(tz=zone)._run()
            self.assert_agrees(product)
        rows = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual([row.day.day for row in rows], [9])

    def test_what_waits_is_told_to_its_company_only(self):
        """The list of stale products names no product of another company."""
        product = self._product(company_id=self.company.id)
        self.receive(product, 4, 12)
        self.env.flush_all()
        waiting = self.env["jxc.stock.dirty"].search([("product_id", "=", product.id)])
        self.assertEqual(waiting.company_id, self.company)
        self.assertTrue(waiting.filtered(lambda row: not row.company_id))
        foreign = new_test_user(
            self.env,
            login="facts_foreign",
            groups="jxc_base.group_warehouse_worker",
            company_id=self.other.id,
            company_ids=self.other.ids,
        )
        seen = waiting.browse().with_user(foreign)
        seen = seen.with_context(allowed_company_ids=self.other.ids)
        self.assertFalse(seen.search([("product_id", "=", product.id)]))
