from datetime import timedelta
from random import Random

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_alert_levels import NOON, AlertLevelsCommon


@tagged("post_install", "-at_install")
class TestLotExpiry(AlertLevelsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soy.write({"tracking": "lot", "use_expiration_date": True})

    def lot(self, name, quantity=40, place=None, days=None, **keys):
        """A lot named after the days it is good for, unless they are given."""
        lot = self.env["stock.lot"].create(
            {
                "name": f"Page {name}",
                "product_id": self.soy.id,
                "expiration_date": NOON
                + timedelta(days=name if days is None else days),
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

    def test_lots_share_the_demand(self):
        """One a day: the first lot takes 10 days of it, the second the 15 after them.

        40 − 10, 10 − 10 (5 days of the 25 are left) and 40 − 5 until day 30.
        """
        self.demand(self.soy, 28)
        lots = [self.lot(10), self.lot(25, 10), self.lot(30), self.lot(-2, 5)]
        left = [self.row(lot).left_over for lot in lots]
        self.assertEqual(left, [40 - 10, 0, 40 - (30 - 10 - 10), 5])
        found = self.found(self.rule("expiring", 90, 7, hysteresis=0))
        told = {alert.res_id: alert._value("left") for alert in found}
        self.assertEqual([told[lot.id] for lot in lots[:3]], left[:3])

    def test_day_by_day(self):
        """Random lots against a shop that sells the oldest good lot every day."""
        dice = Random(5)
        self.demand(self.soy, 28 * 3)
        for trial in range(5):
            lots = {}
            for _n in range(6):
                days, quantity = dice.randint(-3, 40), dice.randint(1, 50)
                lots[self.lot(f"{trial}.{_n}", quantity, days=days)] = days
            stock = {lot: self.row(lot).quantity for lot in lots}
            for day in range(41):
                wanted = 3.0
                for lot in sorted(lots, key=lambda lot: (lots[lot], lot.id)):
                    if lots[lot] > day:
                        sold = min(wanted, stock[lot])
                        stock[lot] -= sold
                        wanted -= sold
            with self.subTest(trial=trial):
                shown = {lot: self.row(lot).left_over for lot in lots}
                self.assertEqual(shown, stock)
            self.env["stock.quant"].search([("product_id", "=", self.soy.id)]).unlink()

    def test_blocked_goods_are_sold_by_nobody(self):
        """Past its removal date nothing of it is available, and all will be left."""
        self.demand(self.soy, 28)
        lot, later = self.lot(5), self.lot(20)
        lot.removal_date = NOON - timedelta(days=1)
        held = self.lot(19, place=self._hold(self.wh_a, "quality"))
        rows = [self.row(lot), self.row(later), self.row(held)]
        self.assertEqual([row.available for row in rows], [0, 40, 0])
        self.assertEqual([row.left_over for row in rows], [40, 20, 40])

    def test_by_warehouse_and_set_aside(self):
        lot = self.lot(-3)
        place = self._hold(self.wh_a, "expired")
        self._plant(self.soy, 5, place, lot_id=lot)
        self._plant(self.soy, 7, self.wh_b.lot_stock_id, lot_id=lot)
        rows = self.row(lot)
        here = rows.filtered(lambda row: row.warehouse_id == self.wh_a)
        self.assertEqual((len(rows), here.quantity, here.set_aside), (2, 45, 5))
        free = self.soy.with_context(warehouse_id=self.wh_a.id).free_qty
        self.assertEqual((here.available, free), (0, 0))

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
