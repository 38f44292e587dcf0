from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_alert_levels import NOON, AlertLevelsCommon


@tagged("post_install", "-at_install")
class TestLotExpiry(AlertLevelsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soy.write({"tracking": "lot", "use_expiration_date": True})

    def lot(self, days, quantity=40, place=None, **keys):
        lot = self.env["stock.lot"].create(
            {
                "name": f"Page {days}",
                "product_id": self.soy.id,
                "expiration_date": NOON + timedelta(days=days),
            }
        )
        place = place or self.wh_a.lot_stock_id
        self._plant(self.soy, quantity, place, lot_id=lot, **keys)
        return lot

    def row(self, lot, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        page = self.env["jxc.lot.expiry"].with_user(user or self.env.user)
        return page.search([("lot_id", "=", lot.id)])

    def test_tiers(self):
        for days, tier in (
            (-1, "expired"),
            (0, "7"),
            (7, "7"),
            (8, "30"),
            (30, "30"),
            (60, "60"),
            (61, "90"),
            (91, "later"),
        ):
            row = self.row(self.lot(days))
            with self.subTest(days=days):
                self.assertEqual((row.days_left, row.tier), (days, tier))

    def test_quantity_value_and_what_is_left(self):
        """40 at 5; one a day for 25 days leaves 15; consigned goods have no value."""
        self.demand(self.soy, 28)
        lot = self.lot(25)
        row = self.row(lot)
        self.assertEqual((row.quantity, row.available, row.value), (40, 40, 200))
        self.assertEqual((row.demand, row.left_over), (1, 15))
        consigned = self.lot(26, owner_id=self.vendor)
        self.assertEqual(self.row(consigned).value, 0)

    def test_by_warehouse_and_set_aside(self):
        lot = self.lot(-3)
        place = self._hold(self.wh_a, "expired")
        self._plant(self.soy, 5, place, lot_id=lot)
        self._plant(self.soy, 7, self.wh_b.lot_stock_id, lot_id=lot)
        rows = self.row(lot)
        here = rows.filtered(lambda row: row.warehouse_id == self.wh_a)
        self.assertEqual((len(rows), here.quantity, here.set_aside), (2, 45, 5))
        self.assertEqual(here.available, 40)

    def test_value_for_those_who_see_cost(self):
        row = self.row(self.lot(5), self.worker)
        self.assertEqual(row.quantity, 40)
        with self.assertRaises(AccessError):
            row.read(["value"])
        self.assertNotIn("value", row.fields_get())

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Lots Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="lots_stranger",
            groups="jxc_base.group_warehouse_worker",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertFalse(self.row(self.lot(5), stranger))

    def test_warnings_of_the_row(self):
        lot = self.lot(5)
        alert = self.found(self.rule("expiring", 90, 7, hysteresis=0))
        action = self.row(lot).action_open_alerts()
        self.assertEqual(self.env["jxc.alert"].search(action["domain"]), alert)
        bins = self.row(lot).action_open_bins()
        self.assertEqual(self.env["stock.quant"].search(bins["domain"]).lot_id, lot)

    def test_tile(self):
        bench = self.env["jxc.workbench"].with_user(self.manager)
        before = bench._tile_lots_expiring()["count"]
        self.lot(20)
        self.lot(40)
        self.env.flush_all()
        tile = bench._tile_lots_expiring()
        self.assertEqual(tile["count"], before + 1)
        self.assertEqual(tile["action"]["res_model"], "jxc.lot.expiry")
