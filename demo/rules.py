"""Approval rules, document numbers and reorder points."""

from math import ceil

from . import data
from .goods import carton_unit

# name: (kind of document, label, ((from CNY, approving group), …))
APPROVALS = {
    "request": (
        *("purchase.request", "采购申请审核"),
        ((5000, "group_purchase_manager"), (50000, "group_boss")),
    ),
    "order": (
        *("purchase.order", "采购订单审核"),
        ((10000, "group_purchase_manager"), (100000, "group_boss")),
    ),
    "note": (
        *("jxc.stock.note", "其他出入库与报损审核"),
        ((500, "group_warehouse_manager"), (5000, "group_boss")),
    ),
}
# Rules of the time before there was a page for them
FORMER = ("request_manager", "request_boss", "order_manager", "order_boss")
# name: (head, members); the first is above the others
DEPARTMENTS = {
    "总经办": ("boss", ("cw", "zl", "jh")),
    "采购部": ("cgjl", ("cg1", "cg2")),
    "销售部": ("xsjl", ("xs1", "xs2", "xs3")),
    "仓储部": ("ckjl", ("ck1", "ck2", "ck3", "zj", "sq")),
}
MIN_DAYS, COVER_DAYS = 3, 10


def load_departments(records):
    """Who leads whom: managers approve where a rule asks for them."""
    top = None
    for number, (name, (head, members)) in enumerate(DEPARTMENTS.items()):
        users = [records.get(f"user_{login}").id for login in members]
        values = {
            "name": name,
            "head_id": records.get(f"user_{head}").id,
            "user_ids": [(6, 0, users)],
            "parent_id": top and top.id,
        }
        key = f"department_{number}"
        top = top or records.put("jxc.department", {key: values})[key]
        records.put("jxc.department", {key: values})


def load_approvals(env, records):
    """Amounts from which a request or an order needs somebody else's yes."""
    values = {
        f"approval_{name}": {
            "name": label,
            "document": document,
            "step_ids": [(0, 0, _step(env, *step)) for step in steps],
        }
        for name, (document, label, steps) in APPROVALS.items()
    }
    records.put("jxc.approval.rule", values)
    for name in FORMER:
        if f"tier_{name}" in records:
            records.get(f"tier_{name}").active = False


def _step(env, amount, group):
    return {
        "amount_from": amount,
        "group_id": env.ref(f"jxc_base.{group}").id,
        "remind_hours": 8,
        "escalate_hours": 24,
    }


def load_order_points(env, records, goods, warehouses):
    """Minimum = mean demand of lead time + 3 days, maximum = 10 days more."""
    lead = {row["vendor"]: int(row["lead_days"]) for row in data.rows("vendors")}
    values = {}
    for number in warehouses:
        mean = data.mean_cartons(number)
        stock = records.get(f"warehouse_{number}").lot_stock_id
        for good in goods:
            lowest = ceil(mean[good.code] * (lead[good.vendor] + MIN_DAYS)) or 1
            highest = lowest + (ceil(mean[good.code] * COVER_DAYS) or 1)
            values[f"order_point_{number}_{good.code}"] = {
                "product_id": records.get(f"product_{good.code}").id,
                "warehouse_id": records.get(f"warehouse_{number}").id,
                "location_id": stock.id,
                "product_min_qty": lowest * good.per_carton,
                "product_max_qty": highest * good.per_carton,
                "replenishment_uom_id": records.get(carton_unit(good)).id,
                "trigger": "manual",
            }
    records.put("stock.warehouse.orderpoint", values)
