"""What the writer needs to know of the database, as temporary tables and a record.

h_place: one row per warehouse; h_product: one row per staged product; h_shelf: where
a product lies in a warehouse; h_day: the company's day of every moment used.
"""

from dataclasses import dataclass
from datetime import datetime

from tools.history.sql import copy, rows, run, scalar, table

STAGED = """
    SELECT product_id, warehouse_id FROM history_purchase
    UNION SELECT product_id, warehouse_id FROM history_sale
    UNION SELECT product_id, warehouse_id FROM history_adjust
    UNION SELECT product_id, from_warehouse_id FROM history_transfer
    UNION SELECT product_id, to_warehouse_id FROM history_transfer
"""


@dataclass(frozen=True)
class Scene:
    """The company that the history is written for."""

    env: object
    company: object
    uid: int
    currency: int
    transit: int
    supplier: int
    customer: int
    loss: int
    timezone: str
    last: datetime
    price_digits: int
    cents: int


def scene(env):
    """Collect the settings of `env.company` and make the tables of this file."""
    cr, company = env.cr, env.company
    table(cr, "h_staged", STAGED)
    loss = env["stock.location"].search(
        [("usage", "=", "inventory"), ("company_id", "=", company.id)], limit=1
    )
    found = Scene(
        env=env,
        company=company,
        uid=env.uid,
        currency=company.currency_id.id,
        transit=company.internal_transit_location_id.id,
        supplier=env.ref("stock.stock_location_suppliers").id,
        customer=env.ref("stock.stock_location_customers").id,
        loss=loss.id,
        timezone=company._jxc_timezone().zone,
        last=last_moment(cr),
        price_digits=env["decimal.precision"].precision_get("Product Price"),
        cents=company.currency_id.decimal_places,
    )
    warehouses(found)
    products(found)
    return found


def last_moment(cr):
    """Return the latest moment that anything staged happened at."""
    parts = (
        ("history_purchase", "ordered_at"),
        ("history_receipt", "at"),
        ("history_sale", "ordered_at"),
        ("history_delivery", "at"),
        ("history_return", "at"),
        ("history_transfer", "coalesce(arrived_at, shipped_at)"),
        ("history_adjust", "at"),
    )
    unions = " UNION ALL ".join(f"SELECT max({c}) AS at FROM {t}" for t, c in parts)
    return scalar(cr, f"SELECT max(at) FROM ({unions}) AS moments")


def warehouses(scene):
    """Make h_place and h_shelf; inter-warehouse operations get their types."""
    env, cr = scene.env, scene.env.cr
    moved = rows(
        cr,
        "SELECT from_warehouse_id FROM history_transfer"
        " UNION SELECT to_warehouse_id FROM history_transfer",
    )
    env["stock.warehouse"].browse(row[0] for row in moved)._ensure_inter_wh_op_types()
    # archived, core's valuation does not see what is on the way
    scene.company.internal_transit_location_id.active |= bool(moved)
    env.flush_all()
    table(
        cr,
        "h_place",
        """SELECT w.id AS warehouse_id, w.company_id, w.lot_stock_id, w.in_type_id,
            w.out_type_id, w.store_type_id, w.out_inter_wh_type_id,
            w.in_inter_wh_type_id, w.partner_id,
            w.reception_steps <> 'one_step' AS stepped,
            coalesce(i.default_location_dest_id, w.lot_stock_id) AS input_id,
            (SELECT min(r.id) FROM stock_rule r WHERE r.warehouse_id = w.id
                AND r.route_id = w.delivery_route_id AND r.active
                AND r.location_dest_id = %(customer)s) AS rule_id
        FROM stock_warehouse w
        JOIN stock_picking_type i ON i.id = w.in_type_id
        WHERE w.company_id = %(company)s""",
        customer=scene.customer,
        company=scene.company.id,
    )
    table(
        cr,
        "h_shelf",
        """SELECT s.warehouse_id, s.product_id,
            coalesce(g.location_id, p.lot_stock_id) AS location_id
        FROM h_staged s JOIN h_place p USING (warehouse_id)
        LEFT JOIN history_place g USING (warehouse_id, product_id)""",
    )


def products(scene):
    """Make h_product: unit, tracking, shelf life, policies, cost method and cost."""
    env, cr = scene.env, scene.env.cr
    ids = [row[0] for row in rows(cr, "SELECT DISTINCT product_id FROM h_staged")]
    found = env["product.product"].browse(ids)
    run(
        cr,
        "CREATE TEMPORARY TABLE IF NOT EXISTS h_cost (product_id int, method text,"
        " cost float8, storable boolean)",
    )
    run(cr, "TRUNCATE h_cost")
    copy(
        cr,
        "h_cost",
        ((p.id, p.cost_method, repr(p.standard_price), p.is_storable) for p in found),
    )
    table(
        cr,
        "h_product",
        """SELECT p.id AS product_id, t.id AS template_id, t.uom_id, t.name,
            p.default_code AS code, p.product_tmpl_id, t.tracking,
            coalesce(t.use_expiration_date, false) AS expires,
            coalesce(t.expiration_time, 0) AS life, coalesce(t.use_time, 0) AS use_time,
            coalesce(t.removal_time, 0) AS removal_time,
            coalesce(t.alert_time, 0) AS alert_time,
            coalesce(t.purchase_method, 'receive') AS purchase_method,
            coalesce(t.invoice_policy, 'order') AS invoice_policy,
            c.method, c.cost, c.storable
        FROM h_cost c JOIN product_product p ON p.id = c.product_id
        JOIN product_template t ON t.id = p.product_tmpl_id""",
    )
    taxes(scene)


def taxes(scene):
    """Make h_tax: the taxes of each product for buying and selling, in per cent."""
    table(
        scene.env.cr,
        "h_tax",
        """SELECT p.product_id, t.id AS tax_id, t.type_tax_use AS use, t.amount
        FROM h_product p JOIN (
            SELECT prod_id, tax_id FROM product_taxes_rel
            UNION SELECT prod_id, tax_id FROM product_supplier_taxes_rel
        ) AS r ON r.prod_id = p.product_tmpl_id
        JOIN account_tax t ON t.id = r.tax_id
        WHERE t.company_id = %(company)s AND t.type_tax_use IN ('sale', 'purchase')
            AND t.amount_type = 'percent' AND t.active""",
        company=scene.company.id,
    )


def local_day(column):
    """Return SQL for the company's day of a UTC moment; bind %(timezone)s."""
    return f"(({column} AT TIME ZONE 'UTC') AT TIME ZONE %(timezone)s)::date"
