"""What makes counting worth while at once: below zero, picked short, emptied.

Noted in the transaction that moves the goods, by one statement; a job turns the notes
into a count a moment later, so that nobody waits for it.
"""

from odoo import api, fields, models
from odoo.tools import SQL

REASONS = [
    ("negative", "Below Zero"),
    ("short", "Short Pick"),
    ("empty", "Emptied"),
]
SETTINGS = {"negative": "on_negative", "short": "on_short", "empty": "on_empty"}

# Goods that were taken from a place of these warehouses, and what is left of them there
NOTE = """
    WITH taken AS (
        SELECT DISTINCT ml.product_id, ml.location_id, place.warehouse_id,
            place.company_id
        FROM stock_move_line ml
        JOIN stock_move m ON m.id = ml.move_id
        JOIN stock_location place ON place.id = ml.location_id
        WHERE ml.move_id = ANY(%(moves)s) AND ml.state = 'done'
            AND ml.quantity_product_uom > 0 AND NOT COALESCE(m.is_inventory, FALSE)
            AND place.usage = 'internal' AND place.warehouse_id = ANY(%(warehouses)s)
    ), book AS (
        SELECT t.*, COALESCE(SUM(q.quantity), 0) AS left_there
        FROM taken t
        JOIN product_product p ON p.id = t.product_id
        JOIN product_template l ON l.id = p.product_tmpl_id AND l.is_storable
        LEFT JOIN stock_quant q ON q.product_id = t.product_id
            AND q.location_id = t.location_id
        GROUP BY t.product_id, t.location_id, t.warehouse_id, t.company_id
    ), found AS (
        SELECT *, CASE WHEN left_there < 0 THEN 'negative'
            WHEN left_there = 0 THEN 'empty'
            WHEN (product_id, location_id) IN (
                SELECT * FROM unnest(%(products)s::int4[], %(places)s::int4[]))
            THEN 'short' END AS reason
        FROM book
    )
    INSERT INTO jxc_count_occasion (company_id, warehouse_id, product_id, location_id,
        reason, noted_at)
    SELECT company_id, warehouse_id, product_id, location_id, reason, %(now)s
    FROM found WHERE reason IS NOT NULL
"""


class JxcCountOccasion(models.Model):
    _name = "jxc.count.occasion"
    _description = "Occasion for a Count"
    _log_access = False
    _allow_sudo_commands = False
    _order = "id desc"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    location_id = fields.Many2one("stock.location", readonly=True, ondelete="cascade")
    reason = fields.Selection(REASONS, readonly=True)
    noted_at = fields.Datetime("Noted On", readonly=True)
    count_id = fields.Many2one(
        "jxc.count", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    @api.model
    def _note(self, moves, short):
        """Note what these done moves are an occasion for.

        :param moves: ``stock.move`` records
        :param short: {(product id, location id)} picked short
        """
        warehouses = self.env["jxc.count.schedule"]._watched_warehouses()
        self.env["stock.quant"].flush_model()
        self.env["stock.move.line"].flush_model()
        self.env.cr.execute(
            SQL(
                NOTE,
                moves=moves.ids,
                warehouses=list(warehouses),
                products=[product_id for product_id, _place in short],
                places=[place for _product_id, place in short],
                now=fields.Datetime.now(),
            )
        )
        if self.env.cr.rowcount:
            # sudo: whoever moves goods may cause a count
            self.env.ref("jxc_stock.cron_count_occasions").sudo()._trigger()
