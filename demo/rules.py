"""Approval rules, document numbers and reorder points."""

from math import ceil

from . import data
from .goods import carton_unit

# name: (model, label, amount field, from CNY, reviewer group, sequence)
APPROVALS = {
    "request_manager": (
        *("purchase.request", "采购申请≥5000元:采购经理审批", "estimated_cost"),
        *(5000, "jxc_base.group_purchase_manager", 30),
    ),
    "request_boss": (
        *("purchase.request", "采购申请≥50000元:总经理审批", "estimated_cost"),
        *(50000, "jxc_base.group_boss", 20),
    ),
    "order_manager": (
        *("purchase.order", "采购订单≥10000元:采购经理审批", "amount_total"),
        *(10000, "jxc_base.group_purchase_manager", 30),
    ),
    "order_boss": (
        *("purchase.order", "采购订单≥100000元:总经理审批", "amount_total"),
        *(100000, "jxc_base.group_boss", 20),
    ),
}
MIN_DAYS, COVER_DAYS = 3, 10


def load_approvals(env, records):
    """Amounts above which a request or an order needs somebody else's yes."""
    values = {}
    for name, (model, label, field, amount, group, sequence) in APPROVALS.items():
        values[f"tier_{name}"] = {
            "name": label,
            "model_id": env["ir.model"]._get_id(model),
            "review_type": "group",
            "reviewer_group_id": env.ref(group).id,
            "definition_domain": f"[('{field}', '>=', {amount})]",
            "exclude_requester": True,
            "approve_sequence": True,
            "sequence": sequence,
        }
    records.put("tier.definition", values)


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
