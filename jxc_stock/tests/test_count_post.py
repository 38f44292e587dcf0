from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_count import CountCommon

REFUSED = "without a document"


@tagged("post_install", "-at_install")
class TestCountPosting(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            [
                {"name": f"Post {number}", "is_storable": True, "standard_price": 10}
                for number in range(7)
            ]
        )
        for product in cls.goods:
            cls._plant(product, 100)

    def counted(self, variances, submit=True):
        """A reviewed count with these differences, all within the tolerance."""
        count = self._count(share_a=1, product_ids=[(6, 0, self.goods.ids)])
        rows = [
            {"product_id": product.id, "quantity": 100 + found}
            for product, found in zip(self.goods, variances, strict=False)
        ]
        self._task(count).record(rows)
        count.action_review()
        if submit:
            count.action_submit()
        return count

    def posting(self, variances):
        """The same, about to be posted."""
        count = self.counted(variances)
        count._jxc_business_method().write({"state": "posting"})
        return count

    def quantities(self):
        return [self._quantity(product) for product in self.goods]

    def test_batches_go_on_where_they_stopped(self):
        count = self.posting([-1, 2, 0, -3, 4, -5])
        self.assertEqual(count._post_batch(2), 2)
        self.assertEqual(self.quantities(), [99, 102, 100, 100, 100, 100, 100])
        self.assertEqual(count._post_batch(2), 2)
        self.assertEqual(count.state, "posting")
        self.assertEqual(count._post_batch(2), 1)
        self.assertEqual(count.state, "posted")
        self.assertEqual(self.quantities(), [99, 102, 100, 97, 104, 95, 100])
        moves = count.sudo().line_ids.move_id
        self.assertEqual(len(moves), 5, "each difference once")

    def test_a_batch_is_all_or_nothing(self):
        count = self.posting([-1, -2, -3])
        moves = type(self.env["stock.move"])
        broken = patch.object(moves, "_trigger_assign", side_effect=UserError("broken"))
        with broken, self.assertRaises(UserError), self.cr.savepoint():
            count._post_batch()
        self.env.invalidate_all()
        self.assertEqual(self.quantities()[:3], [100, 100, 100])
        self.assertFalse(count.sudo().line_ids.move_id)

    def test_the_database_takes_each_line_once(self):
        count = self.posting([-1])
        line = self._line(count, self.goods[0])
        count._post_lines(line)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            count._post_lines(line)

    def test_posting_again_does_nothing(self):
        count = self.counted([-1])
        count.action_post()
        with self.assertRaises(UserError):
            count.action_post()
        with self.assertRaises(UserError):
            count._post_batch()
        self.assertEqual(self._quantity(self.goods[0]), 99)

    def test_many_lines_are_left_to_the_job(self):
        count = self.counted([-1, -2, -3])
        with patch("odoo.addons.jxc_stock.models.count.jxc_count_post.BATCH", 2):
            count.action_post()
        self.assertEqual(count.state, "posting")
        self.assertEqual(self.quantities()[:3], [100, 100, 100])
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("jxc_stock.cron_count_post").id)]
        )
        self.assertTrue(trigger)
        while count._post_next():
            pass
        self.assertEqual(count.state, "posted")
        self.assertEqual(self.quantities()[:3], [99, 98, 97])
        moves = count.sudo().line_ids.move_id
        self.assertEqual(moves.create_uid, self.manager, "in the poster's name")

    def test_what_cannot_be_posted_comes_back(self):
        count = self.posting([-1])
        line = self._line(count, self.goods[0])
        line.location_id.jxc_count_id = self._count(
            start=False, location_ids=[(6, 0, self.shelf.ids)]
        )
        with patch.object(type(count), "_undo", lambda count: None):
            self.assertFalse(count._post_next())
        self.assertEqual(count.state, "review")
        self.assertIn("frozen", count.message_ids[0].body)

    # -- approval --------------------------------------------------------------------

    def rule(self):
        model = self.env["ir.model"]._get("jxc.count")
        self.boss = new_test_user(
            self.env, login="count_boss", groups="jxc_base.group_boss"
        )
        return self.env["tier.definition"].create(
            {
                "model_id": model.id,
                "name": "Differences above 100",
                "review_type": "individual",
                "reviewer_id": self.boss.id,
                "definition_domain": "[('gross_value', '>', 100)]",
                "company_id": self.env.company.id,
            }
        )

    def test_small_differences_need_no_approval(self):
        self.rule()
        count = self.counted([-5, 5])
        count.action_post()
        self.assertEqual(count.state, "posted")

    def test_large_differences_are_approved_first(self):
        """Surplus does not make up for shortage: 60 + 60 > 100, though they net 0."""
        self.rule()
        count = self.counted([-6, 6])
        self.assertEqual(count.sudo().net_value, 0)
        self.assertTrue(count.review_ids)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            count.action_post()
        with self.assertRaises(UserError), self.cr.savepoint():
            count.with_user(self.chief).action_post()
        self.env.invalidate_all()
        self.assertEqual(self.quantities()[:2], [100, 100])
        count.with_user(self.boss).validate_tier()
        count.action_post()
        self.assertEqual(count.state, "posted")
        self.assertEqual(self.quantities()[:2], [94, 106])

    def test_refused(self):
        self.rule()
        count = self.counted([-6, 6])
        refuser = count.with_user(self.boss)
        refuser._jxc_reviews_to_sign().write({"comment": "Look behind the rack"})
        refuser._rejected_tier()
        self.assertEqual(count.state, "review")
        line = self._line(count, self.goods[0]).with_user(self.manager)
        line.action_keep()
        count.action_submit()
        count.action_post()
        self.assertEqual(self.quantities()[:2], [100, 106])

    def test_back_to_review_drops_the_approval(self):
        self.rule()
        count = self.counted([-6, 6])
        count.with_user(self.boss).validate_tier()
        count.action_back()
        count.action_submit()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            count.action_post()

    # -- no way around ---------------------------------------------------------------

    def guarded(self):
        self.env.company.jxc_adjustment_guard = True

    def apply(self, user, product, quantity):
        quants = self.env["stock.quant"].with_user(user)
        quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": self.shelf.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    def test_off_in_a_bare_install(self):
        company = self.env["res.company"].create({"name": "Bare"})
        self.assertFalse(company.jxc_adjustment_guard)
        self.env.company.jxc_adjustment_guard = False
        self.apply(self.worker, self.goods[0], 5)
        self.assertEqual(self._quantity(self.goods[0]), 5)

    def test_switched_on(self):
        self.guarded()
        with self.assertRaisesRegex(UserError, REFUSED):
            self.apply(self.worker, self.goods[0], 5)
        with self.assertRaisesRegex(UserError, "cannot be written directly"):
            self.env["stock.quant"].with_user(self.worker).search(
                [("product_id", "=", self.goods[0].id)], limit=1
            ).quantity = 5

    def test_a_count_is_a_document(self):
        """Posting passes the guard by the document, not by the poster's right."""
        self.guarded()
        count = self.posting([-1])
        worker = count.sudo().with_user(self.worker).sudo()
        worker._post_lines(self._line(worker, self.goods[0]))
        self.assertEqual(self._quantity(self.goods[0]), 99)

    def test_posted_movements_stay_guarded(self):
        self.guarded()
        count = self.counted([-1])
        count.action_post()
        move = count.sudo().line_ids.move_id.with_user(self.worker)
        with self.assertRaisesRegex(UserError, REFUSED):
            move.quantity = 50
        with self.assertRaisesRegex(UserError, REFUSED):
            move.move_line_ids.copy({"quantity": 5})

    def test_a_count_line_cannot_be_claimed(self):
        self.guarded()
        count = self.counted([-1])
        line = self._line(count, self.goods[0])
        vals = {
            "product_id": self.goods[0].id,
            "product_uom_qty": 9,
            "location_id": self.shelf.id,
            "location_dest_id": self.loss.id,
        }
        moves = self.env["stock.move"]
        for user in (self.worker, self.manager):
            mine = moves.with_user(user)
            with self.assertRaises(UserError), self.cr.savepoint():
                mine.create({**vals, "jxc_count_line_id": line.id})
            move = mine.with_context(jxc_count_posting=True).create(vals)
            with self.assertRaises(UserError), self.cr.savepoint():
                move.write({"jxc_count_line_id": line.id})
        default = {"default_jxc_count_line_id": line.id, "jxc_count_posting": "x"}
        move = moves.with_user(self.manager).with_context(**default).create(vals)
        self.assertFalse(move.sudo().jxc_count_line_id)
