"""Odoo computes a sample of the history again: are its figures the stored ones?"""

from contextlib import contextmanager

from odoo.tools import SQL

from tools.history.sql import rows

# stored computed fields that must not change when Odoo computes them anew
RECOMPUTED = {
    "purchase.order": (
        *("amount_untaxed", "amount_tax", "amount_total", "receipt_status"),
        *("effective_date", "invoice_status", "date_planned", "date_calendar_start"),
    ),
    "purchase.order.line": (
        *("price_subtotal", "price_total", "price_tax", "qty_received"),
        *("qty_to_invoice", "qty_invoiced", "product_uom_qty", "qty_received_method"),
    ),
    "sale.order": (
        *("amount_untaxed", "amount_tax", "amount_total", "delivery_status"),
        *("effective_date", "invoice_status", "margin", "margin_percent", "team_id"),
    ),
    "sale.order.line": (
        *("price_subtotal", "price_total", "price_tax", "qty_delivered", "margin"),
        *("qty_to_invoice", "qty_invoiced", "invoice_status", "margin_percent"),
        *("price_reduce_taxexcl", "price_reduce_taxinc", "untaxed_amount_to_invoice"),
    ),
    "stock.picking": ("state", "date_deadline", "has_deadline_issue"),
    "stock.move": (
        *("product_qty", "quantity", "is_in", "is_out", "is_dropship", "reference"),
        *("packaging_uom_qty", "picked"),
    ),
    "stock.move.line": ("quantity_product_uom", "expiration_date", "removal_date"),
    "stock.lot": ("use_date", "removal_date", "alert_date", "location_id", "avg_cost"),
    "stock.quant": ("expiration_date", "removal_date", "inventory_date"),
    "stock.interwarehouse.transfer": ("state",),
}


def products(env, sample):
    """Compare `qty_available` and `total_value` of a sample with quants and cost."""
    found = []
    for product in some(env, "product.product", sample, HELD):
        stock = rows(
            env.cr,
            """SELECT coalesce(sum(q.quantity), 0) FROM stock_quant q
            JOIN stock_location l ON l.id = q.location_id
            WHERE q.product_id = %(product)s AND l.usage IN ('internal', 'transit')
                AND l.company_id = %(company)s AND (q.owner_id IS NULL
                    OR q.owner_id = %(own)s)""",
            product=product.id,
            company=env.company.id,
            own=env.company.partner_id.id,
        )[0][0]
        held = product._with_valuation_context().qty_available
        if abs(float(stock) - held) > 1e-5:
            found.append(f"on hand of product {product.id}: {stock}, core says {held}")
        found += worth(product, held)
    return found


def worth(product, held):
    """Where nothing was ever below zero, value is cost × quantity (average)."""
    if product.cost_method != "average" or product.uom_id.is_zero(held):
        return []
    cost, value = product._run_avco()
    total = product.total_value
    if abs(total - value) > 0.011 or abs(cost - product.standard_price) > 1e-6:
        return [
            f"value of product {product.id}: cost {product.standard_price},"
            f" core says {cost} and {value}, total {total}"
        ]
    return []


HELD = "id IN (SELECT product_id FROM stock_move WHERE state = 'done')"


def some(env, model, sample, condition="TRUE"):
    """Return up to `sample` records, spread evenly over the ids."""
    query = SQL(
        "SELECT id FROM %s WHERE %s ORDER BY id",
        SQL.identifier(env[model]._table),
        SQL(condition),
    )
    ids = [row[0] for row in env.execute_query(query)]
    return env[model].browse(ids[:: max(len(ids) // sample, 1)][:sample])


def recomputed(env, sample):
    """Compute stored fields of a sample of every model anew; return what changed."""
    found = []
    for model, names in RECOMPUTED.items():
        if model not in env:
            continue
        fields = [name for name in names if name in env[model]._fields]
        records = some(env, model, sample)
        before = stored(records, fields)
        with undone(env):
            for name in fields:
                env.add_to_compute(records._fields[name], records)
            records.flush_recordset(fields)
            after = stored(records, fields)
        found += changes(model, fields, before, after)
    return found


def stored(records, fields):
    """Return {id: values} as the database has them."""
    if not records:
        return {}
    columns = SQL(", ").join(map(SQL.identifier, ["id", *fields]))
    table = SQL.identifier(records._table)
    query = SQL("SELECT %s FROM %s WHERE id = ANY(%s)", columns, table, records.ids)
    return {row[0]: row[1:] for row in records.env.execute_query(query)}


def changes(model, fields, before, after):
    found = []
    for key, values in before.items():
        for name, old, new in zip(fields, values, after[key], strict=True):
            if not same(old, new):
                found.append(f"{model} {key} {name}: {old}, Odoo computes {new}")
    return found


def same(old, new):
    """Whether two database values mean the same; figures to 6 decimals."""
    try:
        return abs(float(old or 0) - float(new or 0)) < 1e-6
    except (TypeError, ValueError):
        return (old or None) == (new or None)


@contextmanager
def undone(env):
    """Take back what the block changes, in the database and in the caches."""
    env.flush_all()
    point = env.cr.savepoint(flush=False)
    try:
        yield
    finally:
        env.invalidate_all(flush=False)
        point.rollback()
        point.close(rollback=False)
