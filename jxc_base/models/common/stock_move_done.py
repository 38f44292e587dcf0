"""When a movement was really done: core's date can be edited, this cannot."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class DoneAt(models.AbstractModel):
    _name = "jxc.done.at.mixin"
    _description = "Server Time When Done"

    jxc_done_at = fields.Datetime(
        "Done At",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Server time when the movement was really done. It never changes, not"
        " even when the date of the movement is edited.",
    )

    def _auto_init(self):
        if self._auto and not column_exists(self.env.cr, self._table, "jxc_done_at"):
            self._jxc_backfill_done_at()
        return super()._auto_init()

    def _jxc_backfill_done_at(self):
        """Make the column; movements done before the installation get their date."""
        create_column(self.env.cr, self._table, "jxc_done_at", "timestamp")
        table = SQL.identifier(self._table)
        self.env.cr.execute(
            SQL("UPDATE %s SET jxc_done_at = date WHERE state = 'done'", table)
        )

    def _jxc_refuse_done_at(self, vals_list):
        if any("jxc_done_at" in vals for vals in vals_list):
            raise UserError(
                self.env._("The time a movement was really done cannot be changed.")
            )


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "jxc.done.at.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        self._jxc_refuse_done_at(vals_list)
        # a default of the context is no time either
        records = self.with_context(default_jxc_done_at=None)
        moves = super(StockMove, records).create(vals_list).with_env(self.env)
        moves.filtered(lambda move: move.state == "done")._jxc_done()
        return moves

    def write(self, vals):
        self._jxc_refuse_done_at([vals])
        res = super().write(vals)
        if vals.get("state") == "done":
            self._jxc_done()
        elif {"location_id", "location_dest_id"} & vals.keys():
            self.filtered(lambda move: move.state == "done")._jxc_check_done()
        return res

    def _jxc_done(self):
        """Called where moves become done, whatever the way that led there."""
        self._jxc_check_done()
        fresh = self.filtered(lambda move: not move.jxc_done_at)
        super(StockMove, fresh).write({"jxc_done_at": fields.Datetime.now()})
        self.move_line_ids._jxc_stamp_done()

    def _jxc_check_done(self):
        """Checks of moves that are done or about to be; raise to refuse."""
        self._jxc_check_adjustment()
        self.move_line_ids._jxc_check_hold()


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "jxc.done.at.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        self._jxc_refuse_done_at(vals_list)
        records = self.with_context(default_jxc_done_at=None)
        lines = super(StockMoveLine, records).create(vals_list).with_env(self.env)
        lines._jxc_joined_done()
        return lines

    def write(self, vals):
        self._jxc_refuse_done_at([vals])
        if not self._jxc_moves_goods(vals):
            return super().write(vals)
        # before and after: a change may lead away from a place or to it
        self._jxc_done_moves()._jxc_check_done()
        res = super().write(vals)
        self._jxc_joined_done()
        return res

    @api.model
    def _jxc_moves_goods(self, vals):
        """Whether writing `vals` on a done line changes what is where."""
        return bool(
            {
                "quantity",
                "product_id",
                "product_uom_id",
                "location_id",
                "location_dest_id",
                "lot_id",
                "package_id",
                "result_package_id",
                "owner_id",
                "quant_id",
                "move_id",
            }
            & vals.keys()
        )

    def _jxc_done_moves(self):
        return self.move_id.filtered(lambda move: move.state == "done")

    def _jxc_joined_done(self):
        """Lines that were added to a done move, or changed there."""
        moves = self._jxc_done_moves()
        moves._jxc_check_done()
        moves.move_line_ids._jxc_stamp_done()

    def _jxc_stamp_done(self):
        fresh = self.filtered(lambda line: not line.jxc_done_at)
        super(StockMoveLine, fresh).write({"jxc_done_at": fields.Datetime.now()})
