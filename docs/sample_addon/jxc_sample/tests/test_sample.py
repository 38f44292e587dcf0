from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSample(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.focus, cls.plain = cls.env["product.product"].create(
            [
                {"name": "Focus", "is_storable": True, "jxc_sample_focus": True},
                {"name": "Plain", "is_storable": True},
            ]
        )

    def tile(self, group):
        user = new_test_user(self.env, login=group, groups=f"jxc_base.{group}")
        tiles = self.env["jxc.workbench"].with_user(user).get_data()["tiles"]
        return next((t for t in tiles if t["code"] == "sample_focus"), None)

    def test_class(self):
        classes = (self.focus | self.plain)._jxc_class()
        self.assertEqual(classes, {self.focus.id: "A", self.plain.id: None})

    def test_tile(self):
        tile = self.tile("group_warehouse_worker")
        self.assertEqual((tile["count"], tile["state"]), (1, "late"))
        self.assertIsNone(self.tile("group_requester"))

    def test_sold_out_only(self):
        stock = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.focus, stock, 5)
        self.assertEqual(self.tile("group_warehouse_worker")["count"], 0)

    def test_event(self):
        channel = self.env["jxc.channel"].create(
            {
                "name": "Hook",
                "kind": "webhook",
                "event_ids": self.env.ref("jxc_sample.event_focus_changed").ids,
                "address": "https://hook.example.com/jxc",
                "secret": "word",
            }
        )
        goods = (self.focus | self.plain).product_tmpl_id
        goods.jxc_sample_focus = True
        told = self.env["jxc.notification"].search([("channel_id", "=", channel.id)])
        self.assertEqual(told.mapped("res_id"), self.plain.product_tmpl_id.ids)

    def test_dataset_counts_the_marked(self):
        planner = new_test_user(
            self.env, login="planner_s", groups="jxc_base.group_planner"
        )
        dataset = self.env.ref("jxc_sample.dataset_focus").with_user(planner)
        mine = [("id", "in", (self.focus | self.plain).product_tmpl_id.ids)]
        answer = dataset.query(["jxc_sample_focus"], ["id"], mine)
        self.assertEqual(sorted(row[1] for row in answer["rows"]), [1, 1])
        self.assertTrue(dataset.action_open()["context"]["pivot_row_groupby"])

    def test_the_mark_leaves_a_trace(self):
        goods = self.plain.product_tmpl_id
        goods.jxc_sample_focus = True
        entry = self.env["jxc.change.log"].search(
            [("model", "=", "product.template"), ("res_id", "=", goods.id)], limit=1
        )
        self.assertEqual((entry.field, entry.about), ("jxc_sample_focus", "rule"))
