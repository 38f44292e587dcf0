"""What each role may and may not do with the documents, as a table."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_roles import ROLES, RoleCase

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}

# model -> letters of create, read, write, unlink -> the roles that have exactly these;
# "*" names the letters of all other roles. Rules on records are tested below.
MATRIX = {
    "purchase.order": {
        "*": "",
        "crwu": "purchaser purchase_manager boss jxc_admin",
        "r": "warehouse_worker warehouse_manager quality_inspector planner",
        "rw": "finance",
    },
    "sale.order": {
        "*": "",
        "crw": "salesperson boss",
        "crwu": "sales_manager jxc_admin",
        "rw": "warehouse_worker warehouse_manager quality_inspector finance",
        "r": "planner",
    },
    "stock.picking": {
        "*": "crwu",
        "": "requester data_steward",
        "crw": "salesperson finance",
        "r": "planner",
    },
    "stock.move": {
        "*": "crw",
        "r": "requester planner data_steward",
        "crwu": "purchase_manager sales_manager warehouse_manager jxc_admin",
    },
    "stock.lot": {
        "*": "r",
        "crwu": ("warehouse_worker warehouse_manager quality_inspector boss jxc_admin"),
    },
    "stock.scrap": {
        "*": "",
        "r": "finance",
        "crw": "warehouse_worker quality_inspector boss",
        "crwu": "warehouse_manager jxc_admin",
    },
    "stock.warehouse": {
        "*": "r",
        "crwu": "warehouse_manager jxc_admin",
    },
    "stock.warehouse.orderpoint": {
        "*": "r",
        "crwu": "warehouse_manager planner jxc_admin",
    },
    "product.template": {
        "*": "r",
        "crwu": "data_steward jxc_admin",
    },
    "product.product": {
        "*": "r",
        "crwu": "data_steward jxc_admin",
    },
    "product.supplierinfo": {
        "*": "r",
        "crwu": "purchase_manager data_steward jxc_admin",
    },
    "product.category": {
        "*": "r",
        "crwu": "data_steward jxc_admin",
    },
    "res.partner": {
        "*": "r",
        "crw": "purchase_manager sales_manager warehouse_manager",
        "crwu": "data_steward jxc_admin",
    },
    "account.move": {
        "*": "",
        "crwu": "purchaser purchase_manager finance boss jxc_admin",
        "r": "salesperson sales_manager",
    },
    "account.payment": {
        "*": "",
        "crwu": "finance jxc_admin",
        "r": "boss",
    },
    "product.value": {
        "*": "",
        "crwu": "warehouse_manager jxc_admin",
        "r": "finance boss",
    },
    "jxc.number.preset": {
        "*": "r",
        "crwu": "jxc_admin",
    },
    "jxc.promise": {
        "*": "",
        "r": (
            "purchaser purchase_manager salesperson sales_manager planner boss"
            " jxc_admin"
        ),
    },
    "jxc.signed.link": {
        "*": "",
        "r": "jxc_admin",
    },
    "ir.sequence": {
        "*": "r",
        "crwu": "jxc_admin",
    },
    "res.users": {
        "*": "r",
        "crwu": "jxc_admin",
    },
    "res.groups": {
        "*": "r",
        "crwu": "jxc_admin",
    },
    "tier.definition": {
        "*": "r",
        "crwu": "jxc_admin",
    },
}


@tagged("post_install", "-at_install")
class TestRoles(RoleCase):
    def test_matrix(self):
        for model, by_letters in MATRIX.items():
            allowed = {
                role: letters
                for letters, roles in by_letters.items()
                for role in roles.split()
                if letters != "*"
            }
            for role in ROLES:
                env = self.as_role(role)
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if env[model].has_access(operation)
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, allowed.get(role, by_letters["*"]))

    def test_only_stock_roles_complete_transfers(self):
        order = self.make_sale()
        order.action_confirm()
        delivery = order.sudo().picking_ids
        for role in ("salesperson", "purchaser", "finance", "planner", "requester"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                delivery.with_user(self.users[role]).button_validate()

    def test_salespeople_see_their_own_orders(self):
        order = self.make_sale()
        colleague = self.env["res.users"].create(
            {
                "name": "Colleague",
                "login": "role_colleague",
                "group_ids": [
                    Command.link(self.env.ref("jxc_base.group_salesperson").id)
                ],
            }
        )
        theirs = order.with_user(colleague)
        self.assertFalse(theirs.search([("id", "=", order.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["name"])
        self.assertTrue(order.with_user(self.users["sales_manager"]).read(["name"]))

    def test_own_customers_only_where_the_user_form_says_so(self):
        seller, other = self.users["salesperson"], self.users["sales_manager"]
        foreign = self.env["res.partner"].create(
            {"name": "Theirs", "customer_rank": 1, "user_id": other.id}
        )
        partners = self.env["res.partner"].with_user(seller)
        self.assertTrue(partners.search([("id", "=", foreign.id)]))
        seller.jxc_own_customers = True
        self.assertFalse(partners.search([("id", "=", foreign.id)]))
        self.assertTrue(partners.search([("id", "=", self.vendor.id)]))
        self.assertTrue(partners.search([("id", "=", seller.partner_id.id)]))
        other.jxc_own_customers = True
        self.assertTrue(foreign.with_user(other).has_access("read"))


@tagged("post_install", "-at_install")
class TestWarehouseRights(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["stock.warehouse"].create(
            {"name": "Other Warehouse", "code": "OTH"}
        )
        cls.worker = cls.users["warehouse_worker"]
        cls.here, cls.there = (
            cls.env["stock.picking"].create(
                {
                    "picking_type_id": warehouse.in_type_id.id,
                    "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": 5,
                                "location_id": cls.env.ref(
                                    "stock.stock_location_suppliers"
                                ).id,
                                "location_dest_id": warehouse.lot_stock_id.id,
                            }
                        )
                    ],
                }
            )
            for warehouse in (cls.warehouse, cls.other)
        )

    def visible(self):
        pickings = self.env["stock.picking"].with_user(self.worker)
        return pickings.search([("id", "in", (self.here + self.there).ids)])

    def test_empty_means_all(self):
        self.assertEqual(len(self.visible()), 2)

    def test_documents_of_other_warehouses_are_hidden(self):
        self.worker.jxc_warehouse_ids = self.warehouse
        self.assertEqual(self.visible(), self.here)
        with self.assertRaises(AccessError):
            self.there.with_user(self.worker).write({"note": "x"})
        with self.assertRaises(AccessError):
            self.here.with_user(self.worker).copy(
                {"picking_type_id": self.other.in_type_id.id}
            )

    def test_stock_of_other_warehouses_is_not(self):
        self.there.action_confirm()
        self.there.move_ids.quantity = 5
        self.there.move_ids.picked = True
        self.there._action_done()
        self.worker.jxc_warehouse_ids = self.warehouse
        product = self.product.with_user(self.worker)
        self.assertEqual(product.qty_available, 5)
        quants = self.env["stock.quant"].with_user(self.worker)
        quantity = quants.search(
            [
                ("product_id", "=", self.product.id),
                ("location_id", "=", self.other.lot_stock_id.id),
            ]
        ).quantity
        self.assertEqual(quantity, 5)

    def test_own_half_of_a_transfer_between_warehouses(self):
        """Validating the issue here triggers the receipt there, which stays hidden."""
        self.here.action_confirm()
        self.here.move_ids.quantity = 5
        self.here.move_ids.picked = True
        self.here._action_done()
        transit = self.env.company.internal_transit_location_id
        issue, receipt = (
            self.env["stock.move"].create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 5,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "picking_type_id": kind.id,
                }
            )
            for source, target, kind in (
                (self.warehouse.lot_stock_id, transit, self.warehouse.out_type_id),
                (transit, self.other.lot_stock_id, self.other.in_type_id),
            )
        )
        issue.move_dest_ids = receipt
        receipt.procure_method = "make_to_order"
        (issue + receipt)._action_confirm()
        self.worker.jxc_warehouse_ids = self.warehouse
        self.env.flush_all()
        self.env.invalidate_all()
        picking = issue.picking_id.with_user(self.worker)
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(receipt.state, "assigned")


@tagged("post_install", "-at_install")
class TestMenus(RoleCase):
    def test_each_role_opens_what_its_menus_show(self):
        root = self.env.ref("jxc_base.menu_root")
        for role in ROLES:
            env = self.as_role(role)
            visible = env["ir.ui.menu"]._visible_menu_ids()
            menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
            opened = 0
            for menu in menus.filtered(lambda m, ids=visible: m.id in ids and m.action):
                with self.subTest(role=role, menu=menu.complete_name):
                    self.open_action(env, menu.action)
                    opened += 1
            self.assertGreaterEqual(opened, 1, role)

    def open_action(self, env, action):
        if action._name != "ir.actions.act_window":
            return
        model = env[action.res_model]
        kinds = [kind for kind in action.view_mode.split(",") if kind != "activity"]
        views = model.get_views([(False, kind) for kind in kinds])
        listed = views["views"].get("list")
        if listed and not model._transient:
            shown = etree.fromstring(listed["arch"]).xpath("/list/field/@name")
            model.search([], limit=3).read(list(shown))
