"""The staging tables: what a source says happened, one row for each line.

Temporary tables, so they vanish with the database connection. Times are naive UTC in
the past, quantities in the product's unit, prices in company currency per product unit
without tax. `doc` is the key of a document: rows of one doc are lines of one order or
one transfer of goods. See README.md for the meaning of every column.
"""

from tools.history.sql import analyze, run

TABLES = {
    "history_purchase": """
        id bigserial PRIMARY KEY, doc text NOT NULL, vendor_id int NOT NULL,
        warehouse_id int NOT NULL, product_id int NOT NULL,
        ordered_at timestamp NOT NULL, planned_at timestamp,
        quantity numeric NOT NULL, price numeric NOT NULL, user_id int, rest text""",
    "history_receipt": """
        id bigserial PRIMARY KEY, purchase_id bigint NOT NULL, doc text NOT NULL,
        at timestamp NOT NULL, quantity numeric NOT NULL, lot text,
        expires_at timestamp""",
    "history_sale": """
        id bigserial PRIMARY KEY, doc text NOT NULL, customer_id int NOT NULL,
        warehouse_id int NOT NULL, product_id int NOT NULL,
        ordered_at timestamp NOT NULL, planned_at timestamp,
        quantity numeric NOT NULL, price numeric NOT NULL, user_id int, rest text""",
    "history_delivery": """
        id bigserial PRIMARY KEY, sale_id bigint NOT NULL, doc text NOT NULL,
        at timestamp NOT NULL, quantity numeric NOT NULL, lot text""",
    "history_return": """
        id bigserial PRIMARY KEY, receipt_id bigint, delivery_id bigint,
        doc text NOT NULL, at timestamp NOT NULL, quantity numeric NOT NULL,
        lot text""",
    "history_transfer": """
        id bigserial PRIMARY KEY, doc text NOT NULL, from_warehouse_id int NOT NULL,
        to_warehouse_id int NOT NULL, product_id int NOT NULL,
        shipped_at timestamp NOT NULL, arrived_at timestamp,
        quantity numeric NOT NULL, lot text""",
    "history_adjust": """
        id bigserial PRIMARY KEY, doc text NOT NULL, kind text NOT NULL,
        warehouse_id int NOT NULL, product_id int NOT NULL, at timestamp NOT NULL,
        quantity numeric NOT NULL, lot text, reason text, expires_at timestamp""",
    "history_place": """
        warehouse_id int NOT NULL, product_id int NOT NULL, location_id int NOT NULL,
        PRIMARY KEY (warehouse_id, product_id)""",
}


def create(cr):
    """Make the empty staging tables, dropping those of an earlier call."""
    for name, columns in TABLES.items():
        run(cr, f"DROP TABLE IF EXISTS {name}")
        run(cr, f"CREATE TEMPORARY TABLE {name} ({columns})")


def indexes(cr):
    """Index what the writer joins on, once the source has filled the tables."""
    for name, column in (
        ("history_purchase", "doc"),
        ("history_receipt", "purchase_id"),
        ("history_sale", "doc"),
        ("history_delivery", "sale_id"),
    ):
        run(cr, f"CREATE INDEX ON {name} ({column})")
    analyze(cr, *TABLES)
