"""The workbench at the reference load: one call with every tile, by role.

Goal: less than 1 s. Beside the load's movements and orders there are open warnings and
60 orders that wait for the same approver, invoices not paid among them, so that no
tile is cheap because it is empty. Everything is rolled back.
"""

from odoo import Command
from odoo.addons.jxc_base.tests.common_roles import ROLES

from bench.frame import Row, measure
from bench.load import as_role, once, reference

GOAL, GOAL_FIND = 1000, 200
WAITING, OWED = 60, 200


def run(env, scale: float) -> list[Row]:
    """Return a row per role, one per tile of the administrator, and the search."""
    reference(env, scale)
    boards = {role: as_role(env, role)["jxc.workbench"] for role in ROLES}
    approvers = env["res.users"].browse(boards["purchase_manager"].env.uid)
    rows = [once("warnings of the load", lambda: warn(env))]
    wait_for_approval(env, approvers)
    owe(env)
    env.flush_all()
    env.cr.execute("ANALYZE")
    clean = env.invalidate_all
    rows += [
        measure(f"{role}: {len(board._tiles())} tiles", [board.get_data], GOAL, clean)
        for role, board in boards.items()
    ]
    admin = boards["jxc_admin"]
    rows += [
        measure(f"tile {code}", [getattr(admin, f"_tile_{code}")], None, clean)
        for code in (*admin._tiles(), "approvals")
    ]
    rows += [
        measure(f"find {text}", [lambda t=text: admin.find(t)], GOAL_FIND, clean)
        for text in ("htjy", "酱油", "REF0123")
    ]
    env.cr.rollback()
    return rows


def warn(env):
    """Open the warnings that the load calls for, without telling anybody."""
    rules = env["jxc.alert.rule"].search([])
    rules.silent = True
    rules._run()


def wait_for_approval(env, approvers):
    """Orders of another user that wait for one approver."""
    env["tier.definition"].create(
        {
            "name": "bench",
            "model_id": env["ir.model"]._get_id("purchase.order"),
            "review_type": "individual",
            "reviewer_id": approvers[:1].id,
            "definition_domain": "[]",
        }
    )
    vendor = env["res.partner"].search([("supplier_rank", ">", 0)], limit=1)
    products = env["product.product"].search([("is_storable", "=", True)], limit=5)
    lines = [
        Command.create({"product_id": p.id, "product_qty": 5, "price_unit": 9})
        for p in products
    ]
    vals = {"partner_id": (vendor or env.user.partner_id).id, "order_line": lines}
    orders = env["purchase.order"].create([vals for _number in range(WAITING)])
    for order in orders:
        order.request_validation()


def owe(env):
    """Posted invoices that nobody paid."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("cn", company, False)
    line = {"name": "bench", "quantity": 1, "price_unit": 100}
    day = {"invoice_date": "2020-01-01", "invoice_date_due": "2020-01-31"}
    moves = env["account.move"].create(
        [
            {
                "move_type": kind,
                "partner_id": env.user.partner_id.id,
                "invoice_line_ids": [Command.create({**line, "tax_ids": []})],
                **day,
            }
            for kind in ("out_invoice", "in_invoice")
            for _number in range(OWED)
        ]
    )
    moves.action_post()
