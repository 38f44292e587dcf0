from odoo import api, fields, models
from odoo.addons.jxc_base.core.xlsx import Sheet
from odoo.fields import Domain
from odoo.tools import SQL, split_every

EXPORT_BATCH = 5_000  # rows read at once, so that memory does not grow with the report
EXPORT_FIELDS = (
    "date",
    "kind",
    "reference",
    "origin",
    "default_code",
    "product_id",
    "categ_id",
    "lot_id",
    "warehouse_id",
    "location_id",
    "location_dest_id",
    "quantity_in",
    "quantity_out",
    "moved_quantity",
    "product_uom_id",
    "value_in",
    "value_out",
    "partner_id",
    "owner_id",
    "done_at",
)
TOTALS = ("value_in", "value_out")

KINDS = [
    ("receipt", "Purchase receipt"),
    ("purchase_return", "Purchase return"),
    ("delivery", "Sales delivery"),
    ("sale_return", "Sales return"),
    ("transfer_in", "Transfer in"),
    ("transfer_out", "Transfer out"),
    ("internal", "Inside the warehouse"),
    ("gain", "Gain / other in"),
    ("loss", "Loss / other out"),
    ("scrap", "Scrap"),
    ("production", "Production"),
]


class StockMovement(models.Model):
    """What really moved: one row per done move line and warehouse it touched.

    A line between two warehouses makes two rows (out of one, into the other); a line
    inside one warehouse makes one row that carries its quantity in ``moved_quantity``
    and leaves in and out at 0, so that in − out is the change of on hand.
    Quantities are in the product's unit, values in the company's currency.
    """

    _name = "jxc.stock.movement"
    _description = "Stock Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "res.company": ["partner_id"],
        "product.product": ["default_code", "product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "stock.location": ["usage", "warehouse_id"],
        "stock.move": [
            "date",
            "is_inventory",
            "partner_id",
            "origin",
            "reference",
            "scrap_id",
            "value",
        ],
        "stock.move.line": [
            "company_id",
            "jxc_done_at",
            "location_dest_id",
            "location_id",
            "lot_id",
            "move_id",
            "owner_id",
            "picking_id",
            "product_id",
            "quantity_product_uom",
            "result_package_id",
            "state",
        ],
        "stock.picking": ["partner_id"],
    }

    date = fields.Datetime("Moved on", readonly=True)
    done_at = fields.Datetime(
        "Recorded at",
        readonly=True,
        help="When the system recorded it as done; never rewritten.",
    )
    backdated = fields.Boolean(
        "Back-dated",
        readonly=True,
        help="Dated more than a day before it was recorded.",
    )
    kind = fields.Selection(KINDS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    default_code = fields.Char("Product Code", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    location_id = fields.Many2one("stock.location", "From", readonly=True)
    location_dest_id = fields.Many2one("stock.location", "To", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    reference = fields.Char("Document", readonly=True)
    origin = fields.Char("Source", readonly=True)
    move_id = fields.Many2one("stock.move", readonly=True)
    move_line_id = fields.Many2one("stock.move.line", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    quantity_in = fields.Float("Quantity in", digits="Product Unit", readonly=True)
    quantity_out = fields.Float("Quantity out", digits="Product Unit", readonly=True)
    moved_quantity = fields.Float("Moved inside", digits="Product Unit", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    value_in = fields.Monetary(
        "Value in",
        currency_field="company_currency_id",
        groups="jxc_base.group_cost",
        readonly=True,
    )
    value_out = fields.Monetary(
        "Value out",
        currency_field="company_currency_id",
        groups="jxc_base.group_cost",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM %s WHERE %s", self._select(), self._from(), self._where()
        )

    def _select(self):
        columns = [
            *self._select_line(),
            *self._select_document(),
            SQL("%s AS kind", self._select_kind()),
            SQL("%s AS quantity_in", self._select_quantity(1)),
            SQL("%s AS quantity_out", self._select_quantity(0)),
            SQL(
                "CASE WHEN side.inside THEN ml.quantity_product_uom ELSE 0 END"
                " AS moved_quantity"
            ),
            SQL("CASE WHEN side.nr = 1 THEN %s ELSE 0 END AS value_in", self._share()),
            SQL("CASE WHEN side.nr = 0 THEN %s ELSE 0 END AS value_out", self._share()),
        ]
        return SQL(", ").join(columns)

    def _select_line(self):
        """What the move line itself says, and when."""
        return [
            SQL("ml.id * 2 + side.nr AS id"),
            SQL("m.date"),  # the day of the ledger; core keeps another on lines
            SQL("ml.jxc_done_at AS done_at"),
            SQL(
                "COALESCE(m.date < ml.jxc_done_at - interval '1 day', FALSE)"
                " AS backdated"
            ),
            SQL("ml.company_id"),
            SQL("side.warehouse_id"),
            SQL("ml.product_id"),
            SQL("ml.lot_id"),
            SQL("ml.owner_id"),
            SQL("ml.location_id"),
            SQL("ml.location_dest_id"),
            SQL("ml.move_id"),
            SQL("ml.id AS move_line_id"),
            SQL("ml.picking_id"),
        ]

    def _select_document(self):
        """Product and document of the line."""
        return [
            SQL("pp.default_code"),
            SQL("pt.categ_id"),
            SQL("pt.uom_id AS product_uom_id"),
            SQL("COALESCE(m.partner_id, pick.partner_id) AS partner_id"),
            SQL("m.reference"),
            SQL("m.origin"),
        ]

    def _select_quantity(self, side):
        return SQL(
            "CASE WHEN side.nr = %s AND NOT side.inside"
            " THEN ml.quantity_product_uom ELSE 0 END",
            side,
        )

    def _share(self):
        """The line's share of its move's value; 0 where core values nothing.

        Core values no move inside the company and no goods of another owner.
        """
        return SQL(
            """
            CASE WHEN side.inside OR side.crossing OR %(foreign)s THEN 0
            ELSE COALESCE(m.value * ml.quantity_product_uom / NULLIF((
                SELECT SUM(v.quantity_product_uom) FROM stock_move_line v
                WHERE v.move_id = m.id AND NOT %(foreign_v)s), 0), 0) END
            """,
            foreign=self._foreign(SQL("ml")),
            foreign_v=self._foreign(SQL("v")),
        )

    def _foreign(self, line):
        return SQL(
            "COALESCE(%s.owner_id <> comp.partner_id, FALSE)",
            line,
        )

    def _select_kind(self):
        return SQL(
            """
            CASE
                WHEN side.inside THEN 'internal'
                WHEN m.scrap_id IS NOT NULL THEN 'scrap'
                WHEN side.nr = 1 AND src.usage = 'supplier' THEN 'receipt'
                WHEN side.nr = 0 AND dst.usage = 'supplier' THEN 'purchase_return'
                WHEN side.nr = 0 AND dst.usage = 'customer' THEN 'delivery'
                WHEN side.nr = 1 AND src.usage = 'customer' THEN 'sale_return'
                WHEN side.nr = 1 AND src.usage = 'inventory' THEN 'gain'
                WHEN side.nr = 0 AND dst.usage = 'inventory' THEN 'loss'
                WHEN 'production' IN (src.usage, dst.usage) THEN 'production'
                WHEN side.nr = 1 THEN 'transfer_in'
                ELSE 'transfer_out'
            END
            """
        )

    def _from(self):
        return SQL(
            """
            stock_move_line ml
            JOIN stock_move m ON m.id = ml.move_id
            JOIN stock_location src ON src.id = ml.location_id
            JOIN stock_location dst ON dst.id = ml.location_dest_id
            JOIN product_product pp ON pp.id = ml.product_id
            JOIN product_template pt ON pt.id = pp.product_tmpl_id
            JOIN res_company comp ON comp.id = ml.company_id
            LEFT JOIN stock_picking pick ON pick.id = ml.picking_id
            CROSS JOIN LATERAL (
                SELECT v.nr, v.warehouse_id, w.inside, w.crossing
                FROM (VALUES (0, src.usage, src.warehouse_id),
                             (1, dst.usage, dst.warehouse_id))
                     AS v (nr, usage, warehouse_id),
                     (SELECT both_in AND src.warehouse_id IS NOT DISTINCT FROM
                                 dst.warehouse_id AS inside,
                             both_in AND src.warehouse_id IS DISTINCT FROM
                                 dst.warehouse_id AS crossing
                      FROM (SELECT src.usage = 'internal' AND dst.usage = 'internal'
                                   AS both_in) AS b) AS w
                WHERE v.usage = 'internal' AND NOT (w.inside AND v.nr = 1)
            ) AS side
            """
        )

    def _where(self):
        return SQL("ml.state = 'done' AND ml.quantity_product_uom <> 0")

    def action_open_document(self):
        """Open the transfer of the row, or its stock move when it has no transfer.

        :return: a window action on one record
        """
        self.ensure_one()
        record = self.picking_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "name": self.reference or record.display_name,
        }

    def action_export_xlsx(self):
        """Download the selected rows, or all rows of the list's current filter.

        :return: a client action that starts the download
        """
        shown = self.env.context.get("active_domain") or []
        domain = Domain("id", "in", self.ids) if self else Domain(shown)
        return self._export_xlsx(domain, str(fields.Date.context_today(self)))

    @api.model
    def _export_xlsx(self, domain, title):
        """Download the movements of ``domain``, oldest first, with the caller's rights.

        Columns the caller may not read (values) are left out.

        :param Domain domain: movements to export
        :param str title: period or day, part of the file's name
        :return: a client action that starts the download
        """
        names = [
            n for n in EXPORT_FIELDS if self._has_field_access(self._fields[n], "read")
        ]
        columns = [
            self.env["jxc.xlsx"]._column(self._fields[n], total=n in TOTALS)
            for n in names
        ]
        heading = f"{self.env._('Stock Movements')} {title}"
        sheet = Sheet(
            name=self.env._("Stock Movements"),
            columns=columns,
            rows=self._export_rows(domain, names),
            title=heading,
            subtitles=[self.env.company.name],
            total_label=self.env._("Total"),
        )
        return self.env["jxc.xlsx"]._download(heading, [sheet])

    @api.model
    def _export_rows(self, domain, names):
        ids = self.search(domain, order="date, id").ids
        for batch in split_every(EXPORT_BATCH, ids):
            rows = self.browse(batch)
            rows.fetch(names)
            for row in rows:
                yield [row._export_cell(name) for name in names]
            rows.invalidate_recordset()

    def _export_cell(self, name):
        field, value = self._fields[name], self[name]
        if field.relational:
            # sudo: names only; the row itself is one the caller may read, and lists in
            # the web client show names of records one may not open as well
            return value.sudo().display_name or None
        if field.type == "datetime":
            return self.env["jxc.xlsx"]._local(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return None if value is False else value
