"""Product × store: which other store has it, as far as the user may know."""

from collections import defaultdict

from odoo import api, models
from odoo.addons.jxc_base.core.xlsx import Column, Sheet
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import overview_sql

PAGE, MAX_PAGE = 80, 1000
MAX_PRODUCTS = 100_000
STATES = ("", "available", "elsewhere")
MARKS = {True: "✓", False: ""}


class JxcStoreStock(models.AbstractModel):
    """The available quantity is the one of the stock overview and of the sales order.

    It is computed for everybody alike; what leaves here follows
    `res.users._jxc_sees`: a quantity, yes or no, or nothing. There is no cost in it.
    """

    _name = "jxc.store.stock"
    _description = "Stock by Store"

    @api.model
    @api.readonly
    def get_setup(self):
        """Companies with their stores, categories.

        :return: ``{"companies": [{id, name, exact, stores: [{id, name, code, own,
            exact, phone}]}], "categories": [{id, name}]}``; ``exact``: quantities,
            otherwise yes or no
        """
        self._check()
        categories = self.env["product.category"].search([], order="complete_name")
        return {
            "companies": self._companies(),
            "categories": [
                {"id": category.id, "name": category.complete_name}
                for category in categories
            ],
        }

    @api.model
    @api.readonly
    def get_stores(self, options=None):
        """One page of products with what is available in each store.

        :param options: dict, all optional: ``search``, ``category_id``, ``state``
            (available: in at least one store; elsewhere: not in ``store_id`` but in
            another), ``store_id``, ``offset``, ``limit``
        :return: ``{"length": number of products, "products": [{id, code, name, unit,
            cells: {warehouse id: quantity or boolean}, totals: {company id: quantity
            or boolean}}]}``; quantities in the product's unit
        :raises UserError: wrong values
        """
        self._check()
        options = self._options(options)
        companies = self._companies()
        self.env["jxc.stock.overview"]._jxc_flush()
        products = self.env["product.product"]
        domain = self._domain(options, companies)
        page = products.search(
            domain,
            order="default_code, id",
            offset=options["offset"],
            limit=options["limit"],
        )
        return {
            "length": products.search_count(domain),
            "products": self._product_rows(page, companies),
        }

    def _check(self):
        self.env["jxc.stock.overview"].check_access("read")

    # -- who sees what -------------------------------------------------------------

    def _companies(self):
        """The companies and stores of which the user may see something, in order."""
        # sudo: the user's own warehouses
        mine, user = self.env.companies, self.env.user.sudo()
        # sudo: names of stores, and what their companies let others see
        warehouses = self.env["stock.warehouse"].sudo()
        shared = Domain("company_id", "in", mine.ids)
        shared |= Domain("company_id.jxc_companies_see", "!=", "nothing")
        found = defaultdict(list)
        for store in warehouses.search(shared, order="company_id, sequence, id"):
            sees = user._jxc_sees(store, mine)
            found[store.company_id].append(
                {
                    "id": store.id,
                    "name": store.name,
                    "code": store.code,
                    "own": store in user.jxc_warehouse_ids,
                    "exact": sees != "sign",
                    "phone": store.partner_id.phone or "",
                }
            )
        order = sorted(found, key=lambda company: (company not in mine, company.id))
        return [
            {
                "id": company.id,
                "name": company.name,
                "exact": all(store["exact"] for store in found[company]),
                "stores": found[company],
            }
            for company in order
        ]

    # -- which products --------------------------------------------------------------

    def _options(self, options):
        """:raises UserError: wrong types, unknown state"""
        options = options or {}
        wrong = self.env._("Stock by store was asked for with wrong values.")
        if not isinstance(options, dict) or options.get("state", "") not in STATES:
            raise UserError(wrong)
        try:
            return {
                "search": str(options.get("search") or "").replace("\0", "")[:200],
                "category_id": min(int(options.get("category_id") or 0), 2**31 - 1),
                "store_id": min(int(options.get("store_id") or 0), 2**31 - 1),
                "state": options.get("state", ""),
                "offset": min(max(int(options.get("offset") or 0), 0), 10**9),
                "limit": min(max(int(options.get("limit") or PAGE), 1), MAX_PAGE),
            }
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(wrong) from error

    def _domain(self, options, companies):
        domain = Domain("is_storable", "=", True)
        if options["search"].strip():
            domain &= Domain("display_name", "ilike", options["search"].strip())
        if options["category_id"]:
            domain &= Domain("categ_id", "child_of", options["category_id"])
        if options["state"]:
            domain &= Domain("id", "in", self._in_state(options, companies))
        return domain

    def _in_state(self, options, companies):
        here = SQL("cell.warehouse_id = %s", options["store_id"])
        lacking = SQL("COALESCE(MAX(cell.available) FILTER (WHERE %s), 0) <= 0", here)
        return SQL(
            """
            (SELECT cell.product_id FROM (%(cells)s) cell
              GROUP BY cell.product_id
             HAVING MAX(cell.available) > 0 AND %(lacking)s)
            """,
            cells=self._cells(None, companies),
            lacking=lacking if options["state"] == "elsewhere" else SQL("TRUE"),
        )

    # -- figures -----------------------------------------------------------------------

    def _cells(self, product_ids, companies):
        """SQL: (product, warehouse, available) of the stores that may be seen."""
        stores = [store["id"] for company in companies for store in company["stores"]]
        return SQL(
            """
            SELECT cell.product_id, cell.warehouse_id, cell.company_id,
                   (cell.on_hand - cell.reserved - cell.blocked)::float8 AS available
              FROM (%(cells)s) cell WHERE cell.warehouse_id = ANY(%(stores)s)
            """,
            cells=overview_sql.cells(product_ids, sources=("stock",)),
            stores=stores,
        )

    def _product_rows(self, products, companies):
        available = defaultdict(dict)
        for product_id, warehouse_id, _company_id, quantity in self.env.execute_query(
            self._cells(products.ids, companies)
        ):
            available[product_id][warehouse_id] = quantity
        return [
            {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "unit": product.uom_id.name,
                **self._row_values(product, available[product.id], companies),
            }
            for product in products
        ]

    def _row_values(self, product, available, companies):
        def shown(quantity, exact):
            quantity = product.uom_id.round(quantity)
            return quantity if exact else quantity > 0

        cells, totals = {}, {}
        for company in companies:
            parts = {s["id"]: available.get(s["id"], 0.0) for s in company["stores"]}
            for store in company["stores"]:
                cells[store["id"]] = shown(parts[store["id"]], store["exact"])
            some = any(product.uom_id.compare(part, 0) > 0 for part in parts.values())
            whole = shown(sum(parts.values()), True)
            totals[company["id"]] = whole if company["exact"] else some
        return {"cells": cells, "totals": totals}

    # -- file --------------------------------------------------------------------------

    @api.model
    def action_export(self, options=None):
        """Download what the screen shows, all pages, as xlsx.

        :raises UserError: as `get_stores`
        """
        self._check()
        companies = self._companies()
        name = self.env._("Stock by Store")
        sheet = Sheet(
            name,
            self._xlsx_columns(companies),
            self._xlsx_rows(options, companies),
            title=name,
            frozen_columns=2,
        )
        return self.env["jxc.xlsx"]._download(name, [sheet])

    def _xlsx_columns(self, companies):
        names = self.env._("Code"), self.env._("Product"), self.env._("Unit")
        columns = [Column(name) for name in names]
        for company in companies:
            total = f"{company['name']} {self.env._('Total')}"
            for one in ({**company, "name": total}, *company["stores"]):
                columns.append(
                    Column(one["name"], "number" if one["exact"] else "text")
                )
        return columns

    def _xlsx_rows(self, options, companies):
        for offset in range(0, MAX_PRODUCTS, MAX_PAGE):
            page = {**(options or {}), "offset": offset, "limit": MAX_PAGE}
            products = self.get_stores(page)["products"]
            for product in products:
                row = [product["code"], product["name"], product["unit"]]
                for company in companies:
                    values = [product["totals"][company["id"]]]
                    values += [product["cells"][s["id"]] for s in company["stores"]]
                    row += [MARKS[v] if isinstance(v, bool) else v for v in values]
                yield row
            if len(products) < MAX_PAGE:
                return
