from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestWorkbenchTour(HttpCase):
    def test_a_worker_goes_to_todays_receipts(self):
        farm = self.env["res.partner"].create({"name": "Farm of the Tour"})
        product = self.env["product.product"].create(
            {"name": "田地酱油", "is_storable": True}
        )
        company = self.env.company
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        vendors = self.env.ref("stock.stock_location_suppliers")
        places = {
            "location_id": vendors.id,
            "location_dest_id": warehouse.lot_stock_id.id,
        }
        # Sooner than all others, and due today
        self.env["stock.picking"].search(
            [("state", "not in", ("done", "cancel"))]
        ).scheduled_date = "2100-01-01 04:00:00"
        line = {"product_id": product.id, "product_uom_qty": 3, **places}
        picking = self.env["stock.picking"].create(
            {
                "partner_id": farm.id,
                "picking_type_id": warehouse.in_type_id.id,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [Command.create(line)],
                **places,
            }
        )
        picking.action_confirm()
        login = "tour_worker"
        new_test_user(self.env, login, groups="jxc_base.group_warehouse_worker")
        self.start_tour("/odoo", "jxc_workbench_receive", login=login, timeout=120)
