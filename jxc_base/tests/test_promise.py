from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.promise.jxc_promise_line_mixin import CONTEXT_KEY
from .common_promise import NOW, PromiseCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPromise(PromiseCase):
    """What is written down when, for purchases and sales."""

    def test_purchase_confirmed(self):
        order = self.make_purchase(confirm=False)
        self.assertEqual(self.told(order), [])
        order.button_confirm()
        self.assertEqual(self.told(order), [("first", "2026-03-10", 10.0, False)])
        promise = self.promises(order)
        self.assertEqual(promise.document_name, order.name)
        self.assertEqual(promise.partner_name, "Mill of Promise")
        self.assertEqual(promise.by_name, self.buyer.name)
        self.assertEqual(promise.warehouse_id, order.picking_type_id.warehouse_id)
        self.assertEqual((promise.via, promise.side), ("order", "purchase"))

    def test_names_in_the_language_of_the_company(self):
        """Not of whoever confirms: one ledger, one language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["res.lang"]._activate_lang("en_US")
        self.tea.with_context(lang="zh_CN").name = "承诺茶"
        self.tea.with_context(lang="en_US").name = "Tea of Promise"
        self.env.company.partner_id.lang = "zh_CN"
        orders = self.env["purchase.order"].with_context(lang="en_US")
        order = orders.with_user(self.buyer).create(
            {"partner_id": self.vendor.id, "order_line": [self.purchase_line()]}
        )
        order.button_confirm()
        self.assertEqual(self.promises(order).product_name, "承诺茶")

    def test_sale_confirmed(self):
        order = self.make_sale()  # on the 2nd, three days of lead time
        self.assertEqual(self.told(order), [("first", "2026-03-05", 6.0, False)])
        dated = self.make_sale(commitment_date=datetime(2026, 3, 20, 17))  # 01:00 there
        self.assertEqual(self.told(dated), [("first", "2026-03-21", 6.0, False)])

    def test_quantity_in_the_products_unit(self):
        line = self.purchase_line(2, product_uom_id=self.dozen.id)
        self.assertEqual(self.promises(self.make_purchase(line)).quantity, 2 * 12)

    def test_no_promise_for_services_notes_and_nothing(self):
        order = self.make_purchase(
            self.purchase_line(0),
            self.purchase_line(product_id=self.service.id),
            Command.create(
                {"display_type": "line_note", "name": "Careful", "product_qty": 0}
            ),
        )
        self.assertEqual(self.told(order), [])

    def test_line_added_to_a_confirmed_order(self):
        order = self.make_purchase()
        order.order_line = [self.purchase_line(4, date_planned="2026-03-12 04:00:00")]
        self.assertEqual(
            self.told(order),
            [
                ("first", "2026-03-10", 10.0, False),
                ("first", "2026-03-12", 4.0, False),
            ],
        )

    def test_orders_created_confirmed(self):
        order = self.make_purchase(user=self.env.user, confirm=False, state="purchase")
        self.assertEqual(self.told(order), [("first", "2026-03-10", 10.0, False)])
        sale = self.make_sale(user=self.env.user, confirm=False, state="sale")
        self.assertEqual(self.told(sale), [("first", "2026-03-05", 6.0, False)])

    def test_buyer_changes_the_date(self):
        order = self.make_purchase()
        order.order_line.date_planned = datetime(2026, 3, 12, 4)
        self.assertEqual(
            self.told(order)[1:], [("revised", "2026-03-12", 10.0, "buyer")]
        )

    def test_another_hour_of_the_day_is_no_news(self):
        order = self.make_purchase()
        order.order_line.date_planned = datetime(2026, 3, 10, 4)
        order.order_line.price_unit = 6
        self.assertEqual(len(self.told(order)), 1)

    def test_quantity_changes(self):
        # a price by hand: core leaves the date alone
        order = self.make_purchase(self.purchase_line(technical_price_unit=4.0))
        order.order_line.product_qty = 8
        self.assertEqual(self.told(order)[1:], [("revised", "2026-03-10", 8.0, False)])

    def test_core_moves_the_date_with_the_quantity(self):
        """Core plans a line anew by the vendor's lead time; the ledger tells so."""
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.tea.product_tmpl_id.id,
                "price": 5.0,
                "delay": 20,
            }
        )
        order = self.make_purchase()
        order.order_line.product_qty = 8
        self.assertEqual(self.told(order)[-1], ("revised", "2026-03-22", 8.0, "buyer"))

    def test_salesperson_changes_the_date(self):
        order = self.make_sale()
        order.commitment_date = datetime(2026, 3, 9, 4)
        order.commitment_date = False  # back to the lead time
        order.order_line.customer_lead = 4
        self.assertEqual(
            self.told(order)[1:],
            [
                ("revised", "2026-03-09", 6.0, "company"),
                ("revised", "2026-03-05", 6.0, "company"),
                ("revised", "2026-03-06", 6.0, "company"),
            ],
        )

    def test_confirmed_again_after_cancelling(self):
        order = self.make_purchase()
        order.button_cancel()
        order.button_draft()
        order.button_confirm()
        self.assertEqual(len(self.told(order)), 1)
        order.button_cancel()
        order.button_draft()
        order.order_line.date_planned = datetime(2026, 3, 16, 4)
        self.assertEqual(len(self.told(order)), 1)
        order.button_confirm()
        self.assertEqual(
            self.told(order)[1:], [("revised", "2026-03-16", 10.0, "buyer")]
        )

    def test_vendor_acknowledges(self):
        order = self.make_purchase()
        order.action_acknowledge()
        order.action_acknowledge()
        self.assertEqual(
            self.told(order)[1:], [("confirmed", "2026-03-10", 10.0, False)]
        )

    def test_vendor_postpones_in_the_portal(self):
        order = self.make_purchase()
        portal = new_test_user(
            self.env, login="promise_mill", groups="base.group_portal"
        )
        # as core's page of the vendor does
        theirs = order.with_user(portal).sudo()
        theirs._update_date_planned_for_lines(
            [(theirs.order_line, datetime(2026, 3, 17, 4))]
        )
        self.assertEqual(
            self.told(order)[1:], [("revised", "2026-03-17", 10.0, "supplier")]
        )
        promise = self.promises(order)[1]
        self.assertEqual((promise.via, promise.by_name), ("portal", "Mill of Promise"))
        self.assertEqual(promise.by_partner_id, self.vendor)
        self.assertFalse(promise.by_user_id)

    def test_a_client_cannot_say_who_said_it(self):
        order = self.make_purchase()
        for forged in ({"fault": "supplier"}, "supplier", ["supplier"], True):
            line = order.order_line.with_context(**{CONTEXT_KEY: forged})
            moment = line.date_planned.replace(day=line.date_planned.day + 1)
            line.date_planned = moment
            self.assertEqual(self.told(order)[-1][3], "buyer")

    # --- the wizard -----------------------------------------------------------

    def change(self, order, user, **values):
        action = order.action_jxc_change_promise()
        wizards = self.env["jxc.promise.change"].with_user(user)
        with Form(wizards.with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        form.record.action_apply()

    def test_change_of_a_purchase(self):
        order = self.make_purchase(self.purchase_line(), self.purchase_line(4))
        self.change(
            order,
            self.buyer,
            date=datetime(2026, 3, 13, 4),
            purchase_fault="supplier",
            reason=" machine broke down ",
        )
        self.assertEqual(
            self.told(order)[2:],
            [
                ("revised", "2026-03-13", 10.0, "supplier"),
                ("revised", "2026-03-13", 4.0, "supplier"),
            ],
        )
        self.assertEqual(self.promises(order)[-1].reason, "machine broke down")
        moves = order.picking_ids.move_ids
        self.assertEqual(set(moves.mapped("date_deadline")), {datetime(2026, 3, 13, 4)})

    def test_change_of_a_sale(self):
        order = self.make_sale()
        self.change(
            order,
            self.seller,
            date=datetime(2026, 3, 11, 4),
            sale_fault="customer",
            reason="shop is closed",
        )
        self.assertEqual(
            self.told(order)[1:], [("revised", "2026-03-11", 6.0, "customer")]
        )

    def test_change_needs_reason_and_line(self):
        order = self.make_purchase()
        values = {"purchase_order_id": order.id, "date": NOW, "reason": " "}
        wizard = self.env["jxc.promise.change"].create(values)
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_apply()
        wizard.write({"reason": "x", "purchase_line_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "at least one line"):
            wizard.action_apply()

    def test_lines_of_another_order_are_left_alone(self):
        order, other = self.make_purchase(), self.make_purchase()
        wizard = self.env["jxc.promise.change"].create(
            {
                "purchase_order_id": order.id,
                "date": datetime(2026, 3, 13, 4),
                "reason": "x",
                "purchase_line_ids": [Command.set(other.order_line.ids)],
            }
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(len(self.told(other)), 1)

    # --- answers --------------------------------------------------------------

    def test_answers(self):
        order = self.make_purchase(self.purchase_line(), self.purchase_line(0))
        line, empty = order.order_line
        self.change(
            order,
            self.buyer,
            date=datetime(2026, 3, 13, 4),
            purchase_fault="supplier",
            reason="x",
        )
        lines = order.order_line
        first, last = lines._jxc_first_promise(), lines._jxc_last_promise()
        self.assertEqual(str(first[line.id].day), "2026-03-10")
        self.assertEqual(str(last[line.id].day), "2026-03-13")
        self.assertEqual(str(lines._jxc_base_date()[line.id]), "2026-03-10")
        self.assertIsNone(last[empty.id])
        line.date_planned = datetime(2026, 3, 20, 4)  # the buyer wants it later
        self.assertEqual(str(lines._jxc_base_date()[line.id]), "2026-03-20")
        with self.assertQueryCount(1):
            lines._jxc_base_date()

    def test_many_lines_in_bounded_queries(self):
        """100 lines ask the ledger as often as 10."""
        counts = []
        for size in (10, 100):
            order = self.make_purchase(
                *[self.purchase_line() for _number in range(size)],
                user=self.env.user,
                confirm=False,
            )
            self.env.flush_all()
            self.env.invalidate_all()
            # core's confirmation aside: the state only
            self.env.cr.execute(
                "UPDATE purchase_order SET state = 'purchase' WHERE id = %s",
                [order.id],
            )
            before = self.env.cr.sql_log_count
            order.order_line._jxc_record_promises()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self.promises(order)), size)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLess(counts[1], 25)
