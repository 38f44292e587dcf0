from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class CountCommon(TransactionCase):
    """A warehouse with two shelves, goods of known cost, two workers, two managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Count Depot", "code": "CNT"}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelf, cls.other = cls.env["stock.location"].create(
            [
                {"name": f"Shelf {name}", "location_id": cls.stock.id}
                for name in ("A", "B")
            ]
        )
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.soy = cls._product("Count Soy", 10)
        cls.tea = cls._product("Count Tea", 50)
        cls.loss = cls.soy.property_stock_inventory
        cls.worker, cls.second = (
            new_test_user(
                cls.env, login=login, groups="jxc_base.group_warehouse_worker"
            )
            for login in ("count_worker", "count_second")
        )
        cls.manager, cls.chief = (
            new_test_user(
                cls.env, login=login, groups="jxc_base.group_warehouse_manager"
            )
            for login in ("count_manager", "count_chief")
        )

    @classmethod
    def _product(cls, name, cost=1.0, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "is_storable": True,
                "standard_price": cost,
                **values,
            }
        )

    @classmethod
    def _plant(cls, product, quantity, location=None, **keys):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.shelf, quantity, **keys
        )

    def _quantity(self, product, location=None, lot=None):
        domain = [("product_id", "=", product.id)]
        domain += [("location_id", "=", (location or self.shelf).id)]
        if lot:
            domain += [("lot_id", "=", lot.id)]
        return sum(self.env["stock.quant"].search(domain).mapped("quantity"))

    def _move(self, product, quantity, source, target, **values):
        """A movement done now."""
        move = self._planned(product, quantity, source, target, **values)
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    def _planned(self, product, quantity, source, target, **values):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                **values,
            }
        )
        move._action_confirm(merge=False)
        return move

    def _ship(self, quantity, product=None, location=None):
        return self._move(
            product or self.soy, quantity, location or self.shelf, self.customers
        )

    def _receive(self, quantity, product=None, location=None):
        return self._move(
            product or self.soy, quantity, self.suppliers, location or self.shelf
        )

    def _count(self, start=True, user=None, **values):
        count = (
            self.env["jxc.count"]
            .with_user(user or self.manager)
            .create({"warehouse_id": self.warehouse.id, **values})
        )
        if start:
            count.action_start()
        return count

    def _task(self, count, location=None, user=None, number=1):
        tasks = count.sudo().task_ids.filtered(
            lambda t: t.location_id == (location or self.shelf) and t.round == number
        )
        return tasks[:1].with_user(user or self.worker)

    def _enter(self, count, quantity, product=None, user=None, at=None, **row):
        """Enter a quantity, `at` minutes from now."""
        task = self._task(count, row.pop("location", None), user, row.pop("number", 1))
        device = fields.Datetime.now() + timedelta(minutes=at) if at else None
        rows = [{"product_id": (product or self.soy).id, "quantity": quantity, **row}]
        return task.record(rows, device and fields.Datetime.to_string(device))

    def _line(self, count, product=None, location=None, lot=None):
        lines = count.sudo().line_ids.filtered(
            lambda line: (
                line.product_id == (product or self.soy)
                and line.location_id == (location or self.shelf)
                and (not lot or line.lot_id == lot)
            )
        )
        self.assertEqual(len(lines), 1)
        return lines

    def _reviewed(self, count, state, variance, **where):
        if count.state in ("counting", "recount"):
            count.with_user(self.manager).action_review()
        line = self._line(count, **where)
        self.assertEqual((line.state, line.variance), (state, variance))
        return line

    def _post(self, count, user=None):
        poster = count.with_user(user or self.manager)
        poster.action_submit()
        poster.action_post()
        self.assertEqual(count.sudo().state, "posted")
