from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import overview_daily_sql, overview_sql

PAGE = 80
MAX_PAGE = 1000
FEW = 2000  # candidates worth naming one by one in a query
QUANTITIES = (
    "on_hand",
    "reserved",
    "available",
    "incoming",
    "outgoing",
    "in_transit",
    "hold_quality",
    "hold_quarantine",
    "expired",
    "hold",
    "forecast",
    "sold",
)
# a filter or an order reads only the sources of its figures
NEEDED = {
    "short": ("stock", "moves"),
    "incoming": ("moves",),
    "between_in": ("moves",),
    "outgoing": ("moves",),
    "in_transit": ("transit",),
    "transit": ("transit",),
    "forecast": ("stock", "moves"),
    "sold": ("sold",),
    "cover": ("stock", "sold"),
    "cover_week": ("stock", "sold"),
    "cover_lead": ("stock", "sold"),
    "value": ("value",),
}
COVER_WEEK = 7  # days
COLUMNS = {"value": "worth"}  # in the currency of the current company
PRODUCT_ORDERS = {"code": "default_code", "name": "name"}


class JxcStockOverview(models.Model):
    _inherit = "jxc.stock.overview"

    @api.model
    @api.readonly
    def get_setup(self):
        """What the overview screen needs once: warehouses, categories, states."""
        self.check_access("read")
        categories = self.env["product.category"].search([], order="complete_name")
        return {
            "warehouses": [
                {"id": warehouse.id, "name": warehouse.name, "code": warehouse.code}
                for warehouse in self._jxc_warehouses()
            ],
            "categories": [
                {"id": category.id, "name": category.complete_name}
                for category in categories
            ],
            "companies": len(self.env.companies),
            "limited": self._jxc_limited(),
            "cover_days": self._jxc_cover_days(),
            "value": self._jxc_sees_value(),
            "currency_id": self.env.company.currency_id.id,
        }

    @api.model
    @api.readonly
    def get_overview(self, options=None):
        """One page of the overview.

        :param options: dict, all optional: ``search`` (any of a product's names),
            ``category_id``, ``abc`` (A, B or C), ``warehouse_ids``, ``state`` (a key of
            `_jxc_state_conditions`), ``order`` (code, name, category or a figure),
            ``descending``, ``offset``, ``limit``
        :return: ``{"length": number of products, "products": [{id, code, name,
            category, class, unit, pending, cells: {warehouse id: figures}, total:
            figures}]}``; figures in the product's unit, zeros included; ``cover`` in
            days or None; ``value`` in the currency of the company, only for who may
            see costs; ``pending``: value and sales are being counted again
        :raises UserError: unknown state, order, warehouse or wrong type
        """
        self.check_access("read")
        options = self._jxc_options(options)
        self._jxc_flush()
        domain = self._jxc_product_domain(options)
        products = self._jxc_page(domain, options)
        length = len(products)
        if length == options["limit"] or options["offset"]:
            length = self._jxc_products().search_count(domain)
        return {
            "length": length,
            "products": self._jxc_product_rows(products, options["warehouses"]),
        }

    # -- options -----------------------------------------------------------------

    def _jxc_options(self, options):
        options = options or {}
        if not isinstance(options, dict):
            raise UserError(self._jxc_wrong_values())
        orders = {*PRODUCT_ORDERS, *self._jxc_figure_names(), "category"}
        order = str(options.get("order") or "code")
        if order not in orders:
            raise UserError(self.env._("Cannot sort by %(order)s.", order=order))
        state = str(options.get("state") or "") or None
        if state and state not in self._jxc_state_conditions():
            raise UserError(self.env._("Unknown filter %(state)s.", state=state))
        try:
            return {
                "search": str(options.get("search") or "")
                .replace("\0", "")
                .strip()[:200],
                "category_id": min(int(options.get("category_id") or 0), 2**31 - 1),
                "abc": str(options.get("abc") or "")[:1] or None,
                "warehouses": self._jxc_warehouses(options.get("warehouse_ids")),
                "state": state,
                "order": order,
                "descending": bool(options.get("descending")),
                "offset": min(max(int(options.get("offset") or 0), 0), 10**9),
                "limit": min(max(int(options.get("limit") or PAGE), 1), MAX_PAGE),
            }
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self._jxc_wrong_values()) from error

    def _jxc_wrong_values(self):
        return self.env._("The overview was asked for with wrong values.")

    def _jxc_warehouses(self, warehouse_ids=None):
        """Warehouses of the chosen companies, or those of them named by id."""
        # sudo: rights restrict documents, not the truth about stock
        warehouses = self.env["stock.warehouse"].sudo()
        domain = Domain("company_id", "in", self.env.companies.ids)
        domain &= self._jxc_detail_domain()
        if not warehouse_ids:
            return warehouses.search(domain, order="sequence, id")
        wanted = warehouse_ids if isinstance(warehouse_ids, (list, tuple)) else []
        numbers = [key for key in wanted if isinstance(key, int) and 0 < key < 2**31]
        found = warehouses.search(
            domain & Domain("id", "in", numbers), order="sequence, id"
        )
        if not found:
            raise UserError(self.env._("Choose a warehouse of your companies."))
        return found

    # -- which products ----------------------------------------------------------

    def _jxc_products(self):
        return self.env["product.product"].with_context(active_test=False)

    def _jxc_product_domain(self, options):
        stocked = SQL("SELECT product_id FROM stock_quant WHERE quantity <> 0")
        domain = Domain("is_storable", "=", True)
        domain &= Domain("active", "=", True) | Domain("id", "in", stocked)
        if options["search"]:
            domain &= Domain("display_name", "ilike", options["search"])
        if options["category_id"]:
            domain &= Domain("categ_id", "child_of", options["category_id"])
        if options["abc"]:
            domain &= Domain("jxc_abc", "=", options["abc"])
        if options["state"]:
            domain &= Domain("id", "in", self._jxc_in_state(options))
        return domain

    def _jxc_page(self, domain, options):
        direction = "desc" if options["descending"] else "asc"
        products = self._jxc_products()
        if options["order"] in self._jxc_figure_names():
            return products.browse(self._jxc_sorted_ids(domain, options))
        order = PRODUCT_ORDERS.get(options["order"], "categ_id")
        return products.search(
            domain,
            order=f"{order} {direction}, default_code, id",
            offset=options["offset"],
            limit=options["limit"],
        )

    def _jxc_state_conditions(self):
        """Filters: name → (condition on a product's sums, on any of its warehouses).

        A filter looks at the chosen warehouses together, except short and negative,
        which one warehouse alone can be.
        """
        moved = SQL(
            "EXISTS (SELECT 1 FROM stock_move done"
            " WHERE done.product_id = product.id AND done.state = 'done'"
            " AND done.company_id = ANY(%s))",
            self.env.companies.ids,
        )
        return {
            "short": SQL("bool_or(figure.short)"),
            "out": SQL("COALESCE(SUM(figure.on_hand), 0) <= 0 AND %s", moved),
            "negative": SQL("bool_or(figure.negative)"),
            "hold": SQL("SUM(figure.hold) > 0"),
            "incoming": SQL("SUM(figure.incoming) > 0"),
            "expired": SQL("SUM(figure.expired) > 0"),
            "transit": SQL("SUM(figure.in_transit) > 0"),
            "never": SQL("COALESCE(SUM(figure.on_hand), 0) = 0 AND NOT %s", moved),
            "cover_week": SQL("%s < %s", self._jxc_cover_sql(), COVER_WEEK),
            "cover_lead": SQL(
                "%s < %s",
                self._jxc_cover_sql(),
                overview_daily_sql.lead_time(self.env.companies.ids),
            ),
        }

    def _jxc_in_state(self, options):
        """Ids of the products in the state: asked once for page and count."""
        query = SQL(
            """
            SELECT product.id FROM product_product product
              LEFT JOIN (%(figures)s) figure ON figure.product_id = product.id
             GROUP BY product.id HAVING %(condition)s
            """,
            figures=self._jxc_cells(
                self._jxc_candidates(options["state"]),
                options["warehouses"],
                NEEDED.get(options["state"], ("stock",)),
            ),
            condition=self._jxc_state_conditions()[options["state"]],
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _jxc_candidates(self, state):
        """Ids of the only products that can be in the state; None: any, or many."""
        planned = SQL(
            "SELECT product_id FROM stock_move WHERE state IN %s",
            overview_sql.OPEN_STATES,
        )
        overdrawn = SQL(
            "SELECT product_id FROM stock_quant WHERE quantity < reserved_quantity"
        )
        query = {
            "short": SQL("%s UNION %s", planned, overdrawn),
            "negative": SQL("SELECT product_id FROM stock_quant WHERE quantity < 0"),
            "incoming": planned,
        }.get(state)
        if query is None:
            return None
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT * FROM (%s) found LIMIT %s", query, FEW + 1)
        )
        return None if len(rows) > FEW else [row[0] for row in rows]

    def _jxc_count(self, state):
        """How many products are in the state, in all warehouses of the companies."""
        options = self._jxc_options({"state": state})
        self._jxc_flush()
        return self._jxc_products().search_count(self._jxc_product_domain(options))

    def _jxc_sorted_ids(self, domain, options):
        chosen = self._jxc_products()._search(domain).subselect()
        order = options["order"]
        figures = self._jxc_cells(
            None, options["warehouses"], NEEDED.get(order, ("stock",))
        )
        column = SQL.identifier(COLUMNS.get(order, order))
        figure = SQL("COALESCE(SUM(figure.%s), 0)", column)
        query = SQL(
            """
            SELECT product.id FROM product_product product
              LEFT JOIN (%(figures)s) figure ON figure.product_id = product.id
             WHERE product.id IN %(chosen)s
             GROUP BY product.id
             ORDER BY %(figure)s %(direction)s NULLS LAST, product.default_code,
                      product.id
             LIMIT %(limit)s OFFSET %(offset)s
            """,
            figures=figures,
            chosen=chosen,
            figure=self._jxc_cover_sql() if order == "cover" else figure,
            direction=SQL("DESC" if options["descending"] else "ASC"),
            limit=options["limit"],
            offset=options["offset"],
        )
        return [row[0] for row in self.env.execute_query(query)]

    # -- figures -----------------------------------------------------------------

    def _jxc_flush(self):
        for model, names in self._depends.items():
            self.env[model].flush_model(names)

    def _jxc_cells(self, product_ids, warehouses, sources):
        """SQL: the cells of these warehouses, and of transit when all are meant."""
        everything = warehouses == self._jxc_warehouses() and not self._jxc_limited()
        return SQL(
            """
            SELECT cell.*, %(derived)s, cell.value * rate.factor AS worth
              FROM (%(cells)s) cell
              JOIN (%(rates)s) rate (company_id, factor)
                ON rate.company_id = cell.company_id
             WHERE cell.company_id = ANY(%(companies)s)
               AND (cell.warehouse_id = ANY(%(warehouses)s)
                    OR cell.warehouse_id IS NULL AND %(everything)s)
            """,
            derived=overview_sql.derived(),
            cells=overview_sql.cells(
                product_ids,
                warehouses.ids,
                sources=sources,
                window=self._jxc_cover_window(),
            ),
            rates=self._jxc_rates(),
            companies=self.env.companies.ids,
            warehouses=warehouses.ids,
            everything=everything,
        )

    def _jxc_figures(self, product_ids, warehouses):
        """{product id: {"cells": {warehouse id: figures}, "total": figures}}"""
        self._jxc_flush()
        sums = self._jxc_sums()
        names = [*sums, "short", "negative", "between_in", "between_out"]
        query = SQL(
            "SELECT product_id, warehouse_id, %s FROM (%s) cell",
            SQL(", ").join(SQL.identifier(COLUMNS.get(name, name)) for name in names),
            self._jxc_cells(list(product_ids), warehouses, self._jxc_sources()),
        )
        found = {
            product_id: {"cells": {}, "total": dict.fromkeys(sums, 0)}
            for product_id in product_ids
        }
        for product_id, warehouse_id, *values in self.env.execute_query(query):
            figures = dict(zip(names, values, strict=True))
            self._jxc_add(found[product_id], warehouse_id, figures, sums)
        return found

    def _jxc_add(self, product, warehouse_id, figures, sums):
        total = product["total"]
        between_in, between_out = figures.pop("between_in"), figures.pop("between_out")
        for name in sums:
            figures[name] = float(figures[name])
            total[name] += figures[name]
        # what goes from one of these warehouses to another neither comes nor goes
        total["incoming"] -= float(between_in)
        total["outgoing"] -= float(between_out)
        total["forecast"] -= float(between_in) - float(between_out)
        for name in ("short", "negative"):
            total[name] = total.get(name, False) or figures[name]
        if warehouse_id:
            product["cells"][warehouse_id] = figures

    def _jxc_product_rows(self, products, warehouses):
        figures = self._jxc_figures(products.ids, warehouses)
        self._jxc_add_arrivals(figures, products.ids, warehouses)
        pending = self._jxc_pending(products.ids)
        classes = products._jxc_class_names()
        return [
            {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "category": product.categ_id.complete_name or "",
                "class": classes.get(product.id, ""),
                "unit": product.uom_id.name,
                "active": product.active,
                "pending": product.id in pending,
                **self._jxc_finished(product.uom_id, figures[product.id]),
            }
            # sudo: names of products whose stock everybody may see
            for product in products.sudo()
        ]

    def _jxc_finished(self, uom, product):
        """Round the sums, and add what follows from them."""
        for figures in (product["total"], *product["cells"].values()):
            for name in filter(figures.get, QUANTITIES):
                figures[name] = uom.round(figures[name])
            self._jxc_finish_daily(figures)
        return product

    def _jxc_add_arrivals(self, figures, product_ids, warehouses):
        now = datetime.now()
        arrivals = self._jxc_arrivals(product_ids, warehouses.ids)
        for (product_id, warehouse_id), coming in arrivals.items():
            first = min(coming, key=lambda arrival: arrival["date"])
            arrival = {
                "date": first["date"].isoformat(),
                "quantity": first["quantity"],
                "document": first["document"]["name"],
                "late": first["date"] < now,
            }
            cells, total = figures[product_id]["cells"], figures[product_id]["total"]
            if warehouse_id in cells:
                cells[warehouse_id]["arrival"] = arrival
            if total.get("arrival", arrival)["date"] >= arrival["date"]:
                total["arrival"] = arrival
