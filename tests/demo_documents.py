"""What the warehouse did on the demo company's last day, and what a late bill did.

Mixed into the test that loads the year: loading it once takes long enough.
"""

from datetime import date, timedelta

from demo.history.documents import WRITERS
from demo.history.planted import CASES

END = date(2026, 11, 21)


class DemoDocuments:
    """Needs `get(name)` and `env` of a class that has loaded the demo company."""

    def later(self):
        """Return the movements made after those of the year."""
        moves = self.env["stock.move"]
        for key in WRITERS:
            path = "transfer_ids" if key == "recall" else "line_ids"
            moves |= self.get(f"document_{key}").mapped(f"{path}.move_ids")
        return moves

    def document(self, key):
        """Return the case's expected figures and its document."""
        return CASES[key].expected, self.get(f"document_{key}")

    def moved(self, document):
        """Return the pieces of each movement, all of the last day."""
        moves = document.line_ids.move_ids
        self.assertEqual(set(moves.mapped("state")), {"done"})
        days = {(at + timedelta(hours=8)).date() for at in moves.mapped("date")}
        self.assertEqual(days, {END})
        return [
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            for move in moves
        ]

    def test_other_receipt_issue_and_scrap(self):
        for key in ("gift_received", "sample_given", "scrap_broken"):
            with self.subTest(key):
                expected, note = self.document(key)
                self.assertEqual(note.state, "done")
                self.assertEqual(self.moved(note), [expected["pieces"]])
                self.assertEqual((note.date_done + timedelta(hours=8)).date(), END)
                self.assertIn(f"{END:%Y%m%d}", note.name)
        self.assertFalse(self.get("document_gift_received").value)
        self.assertTrue(self.get("document_scrap_broken").line_ids.reason_ids)

    def test_issue_for_own_use_waits_for_the_warehouse_manager(self):
        expected, note = self.document("use_to_approve")
        self.assertEqual(note.line_ids.quantity, expected["pieces"])
        self.assertEqual(note.state, "draft")
        self.assertIn(self.get("user_ckjl"), note.reviewer_ids)

    def test_boxes_were_made_of_the_parts(self):
        expected, assembly = self.document("gift_box")
        moved = sorted(self.moved(assembly))
        sets = expected["sets"]
        parts = [sets * quantity for quantity in expected["parts"].values()]
        self.assertEqual(moved, sorted([*parts, sets]))
        box = self.get(f"product_{CASES['gift_box'].code}")
        self.assertTrue(assembly.value)
        self.assertAlmostEqual(box.total_value, assembly.value, 2)

    def test_transfers_in_their_states(self):
        expected, asked = self.document("transfer_requested")
        self.assertEqual(asked.state, "to_approve")
        self.assertEqual(asked.line_ids.product_uom_qty, expected["cartons"])
        expected, came = self.document("transfer_difference")
        self.assertEqual(came.state, "received")
        found = {one.kind: one.quantity for one in came.jxc_difference_ids}
        wanted = {"shortage": expected["missing"], "damage": expected["damaged"]}
        self.assertEqual(found, wanted)
        self.assertEqual(came.jxc_open_differences, 2)

    def test_recall_has_blocked_the_boxes_too(self):
        expected, recall = self.document("recall")
        self.assertEqual(recall.state, "active")
        codes = set(recall.blocked_lot_ids.product_id.mapped("default_code"))
        self.assertEqual(codes, {CASES["recall"].code, CASES["gift_box"].code})
        told = recall.line_ids.filtered(lambda line: line.state == "informed")
        self.assertEqual(len(told), expected["told"])
        self.assertGreater(len(recall.line_ids), len(told))

    def test_figures_of_the_nights_are_there_on_the_first_day(self):
        """Classes, the dead article on the clearance list, bins in pick order."""
        product = self.get(f"product_{CASES['dead_article'].code}")
        listed = self.env["jxc.stock.clearance"].search(
            [("product_id", "=", product.id)]
        )
        self.assertIn(self.get("warehouse_1"), listed.warehouse_id)
        self.assertTrue(product.jxc_class_text)
        first, last = self.get("bin_1_A-01-1"), self.get("bin_1_A-08-4")
        self.assertLess(first.jxc_dock_metres, last.jxc_dock_metres)
        self.assertTrue(first.jxc_pick_order)

    def test_price_slip_is_a_revaluation(self):
        """The bill came days after the goods: the ledger shows what it changed."""
        log = self.env["jxc.stock.revaluation"].search([("cause", "=", "bill")])
        self.assertTrue(log)
        self.assertTrue(all(line.new_value > line.old_value for line in log))
        for line in log:
            self.assertGreater(line.known_on, line.move_id.date.date())
            self.assertEqual(line.cause_ref._name, "account.move")
