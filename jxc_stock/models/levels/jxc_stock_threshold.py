from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...report import threshold_sql
from ...report.optional_float import OptionalFloat
from ...report.threshold_sql import FACTOR, LEVELS
from ..figures.jxc_stock_class import ABC, XYZ

STATES = [
    ("out", "Nothing Available"),
    ("safety", "Below Safety Stock"),
    ("short", "Below Minimum"),
    ("surplus", "Above Maximum"),
    ("ok", "In Order"),
    ("none", "No Levels"),
]
POINT = "stock.warehouse.orderpoint"
PRODUCTS = "jxc_threshold_products"  # in the context: what is read is about them only
PAGE = 1_000


def _quantity(label, **options):
    return fields.Float(label, digits="Product Unit", readonly=True, **options)


class JxcStockThreshold(models.Model):
    """Levels of every product in every warehouse, beside what decides about them.

    A view that can be written: what is typed goes to the replenishment rule of the
    product and warehouse, with the rights of the user; a missing rule is made.
    """

    _name = "jxc.stock.threshold"
    _description = "Stock Levels"
    _auto = False
    _rec_name = "product_id"
    _order = "product_id, warehouse_id"
    _depends = {
        POINT: [
            "product_id",
            "warehouse_id",
            "location_id",
            "active",
            *LEVELS.values(),
        ],
        "stock.quant": ["product_id", "location_id", "quantity", "reserved_quantity"],
        "stock.move": [
            "product_id",
            "product_qty",
            "state",
            "location_id",
            "location_dest_id",
            "location_final_id",
        ],
        "stock.location": ["warehouse_id", "usage", "jxc_hold_effective"],
        "stock.warehouse": ["company_id", "active", "lot_stock_id"],
        "product.product": ["active", "product_tmpl_id"],
        "product.template": ["is_storable", "company_id", "categ_id", "uom_id"],
        "jxc.stock.class": ["product_id", "warehouse_id", "latest", "abc", "xyz"],
    }

    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    orderpoint_id = fields.Many2one(POINT, "Replenishment Rule", readonly=True)
    min_quantity = fields.Float(
        "Minimum",
        digits="Product Unit",
        help="Below it goods are ordered. 0: no minimum.",
    )
    max_quantity = fields.Float(
        "Maximum",
        digits="Product Unit",
        help="Up to it goods are ordered; more is surplus. 0: no maximum.",
    )
    safety_quantity = fields.Float(
        "Safety Stock",
        digits="Product Unit",
        help="What should be left when the next delivery arrives. 0: none.",
    )
    cover_days = fields.Integer(
        "Days to Cover",
        help="For how many days of sales it lasts at least. 0: as the rule says.",
    )
    cover_days_most = fields.Integer(
        "Most Days to Cover",
        help="For how many days of sales it lasts at most. 0: as the rule says.",
    )
    on_hand = _quantity("On Hand")
    available = _quantity(
        "Available", help="Not reserved, not on hold and not past the removal date."
    )
    incoming = _quantity("Incoming")
    forecast = _quantity(
        "Forecast", help="On hand without blocked goods, plus incoming, minus outgoing."
    )
    demand = fields.Float(
        "Demand a Day",
        digits=(16, 2),
        readonly=True,
        aggregator="sum",
        help="Delivered to customers and consumed, less what came back of it: mean of "
        "the full days that the settings say for the days of cover.",
    )
    cover = OptionalFloat(
        "Days of Cover",
        digits=(16, 1),
        aggregator=None,
        readonly=True,
        help="Available, divided by what was sold a day; empty when nothing was sold.",
    )
    abc = fields.Selection(ABC, "ABC", readonly=True)
    xyz = fields.Selection(XYZ, "XYZ", readonly=True)
    class_text = fields.Char("Class", readonly=True)
    state = fields.Selection(
        STATES,
        readonly=True,
        help="Available against the safety stock, forecast against the minimum, on "
        "hand against the maximum; the gravest counts.",
    )

    @property
    def _table_query(self):
        company = self.env.company
        today = company._jxc_facts_clock()._jxc_today()
        products = self.env.context.get(PRODUCTS)
        return threshold_sql.rows(
            today, max(company.jxc_cover_days, 1), products and list(products)
        )

    def fetch(self, field_names=None):
        """Read the figures of the products of these rows only."""
        if not self or PRODUCTS in self.env.context:
            return super().fetch(field_names)
        products = tuple({product for product, _warehouse in self._keys()})
        here = self.with_context(**{PRODUCTS: products})
        return super(JxcStockThreshold, here).fetch(field_names)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Find first, then read: figures of a page instead of those of all rows."""
        if not limit or limit > PAGE:
            return super().search_fetch(domain, field_names, offset, limit, order)
        found = self.browse(self._search(domain, offset, limit, order))
        found.fetch(field_names)
        return found

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Products that nobody buys stand last in both directions."""
        if field_name == "cover" and not nulls.code:
            nulls = threshold_sql.SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # -- writing ---------------------------------------------------------------

    # The model is a view: what is written goes to the replenishment rules.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Every storable product has its row: type its levels there.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Set the levels to 0 instead of deleting the row."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Put levels on the replenishment rules; missing rules are made.

        :param vals: some of min_quantity, max_quantity, safety_quantity (product
            unit), cover_days, cover_days_most
        :raises AccessError: another column, or no right to the rules
        :raises ValidationError: levels that do not fit together, with product and place
        """
        if vals.keys() - LEVELS.keys():
            raise AccessError(
                self.env._("Only the levels can be changed here, figures are counted.")
            )
        if not (vals and self):
            return True
        levels = {LEVELS[name]: value for name, value in vals.items()}
        points = self._points()
        points.filtered(lambda point: not point.active).active = True
        points.write(levels)
        self._make_points(points, levels)
        self.env.flush_all()
        self.invalidate_model(flush=False)
        return True

    def _keys(self):
        """[(product id, warehouse id)] of these rows, from their ids."""
        return [divmod(number, FACTOR) for number in self.ids]

    def _points(self):
        """The replenishment rules behind the rows, archived ones too."""
        there = self.orderpoint_id
        rest = self.filtered(lambda row: not row.orderpoint_id)
        if not rest:
            return there
        return there | self.env[POINT].with_context(active_test=False).search(
            Domain("active", "=", False) & Domain.OR(rest._places())
        )

    def _places(self):
        """Domains of the rules of the warehouses' own stock."""
        for warehouse, rows in self.grouped("warehouse_id").items():
            yield Domain("product_id", "in", rows.product_id.ids) & Domain(
                # sudo: which place a warehouse keeps its stock in is no secret
                "location_id",
                "=",
                warehouse.sudo().lot_stock_id.id,
            )

    def _make_points(self, points, levels):
        """Rules for the rows without one; people order, not the scheduler."""
        there = {(point.product_id, point.warehouse_id) for point in points}
        self.env[POINT].create(
            [
                row._point_values(levels)
                for row in self
                if (row.product_id, row.warehouse_id) not in there
            ]
        )

    def _point_values(self, levels):
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            # sudo: which place a warehouse keeps its stock in is no secret
            "location_id": self.warehouse_id.sudo().lot_stock_id.id,
            "company_id": self.company_id.id,
            "trigger": "manual",
            **levels,
        }

    # -- buttons ---------------------------------------------------------------

    def action_open_point(self):
        """The replenishment rule, for what the grid does not show."""
        self.ensure_one()
        if not self.orderpoint_id:
            raise UserError(
                self.env._("There is no replenishment rule yet: type a level first.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.product_id.display_name,
            "res_model": POINT,
            "res_id": self.orderpoint_id.id,
            "views": [
                (self.env.ref("stock.view_warehouse_orderpoint_form").id, "form")
            ],
            "target": "new",
        }

    def action_open_lots(self):
        """Window of the bins and lots behind this row."""
        self.ensure_one()
        overview = self.env["jxc.stock.overview"]
        number = self.product_id.id * FACTOR + self.warehouse_id.id * 2
        return overview.browse(number).action_open_lots()
