"""What counts need of products, places and movements."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .count_gate import is_posting
from .jxc_count import FROZEN


class ProductTemplate(models.Model):
    _inherit = "product.template"

    jxc_count_exact = fields.Boolean(
        "Counted Exactly",
        help="Controlled goods: in a stock count no difference is tolerated, each one "
        "is counted again by somebody else.",
    )


class StockLocation(models.Model):
    _inherit = "stock.location"

    jxc_count_id = fields.Many2one(
        "jxc.count",
        "Frozen by Count",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Goods are neither brought here nor taken away until this count is done.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jxc_refuse_count(vals)
        places = super().create(vals_list)
        places._jxc_join_frozen()
        return places

    def write(self, vals):
        self._jxc_refuse_count(vals)
        res = super().write(vals)
        if "location_id" in vals:
            self._jxc_join_frozen()
        return res

    def _jxc_join_frozen(self):
        """Places that come into the scope of a freezing count are frozen as well."""
        # sudo: counts of everybody freeze, whoever makes places
        counts = self.env["jxc.count"].sudo()
        for count in counts.search([("freeze", "=", True), ("state", "in", FROZEN)]):
            new = count._places() & self.sudo()
            new.filtered(lambda place: not place.jxc_count_id).jxc_count_id = count

    def _jxc_refuse_count(self, vals):
        if vals.get("jxc_count_id", False) is not False and not self.env.su:
            raise UserError(self.env._("Locations are frozen by starting a count."))
        if "jxc_count_id" in vals and self and not self.env.su:
            raise UserError(self.env._("A count frees its locations when it is done."))


class StockMove(models.Model):
    _inherit = "stock.move"

    jxc_count_line_id = fields.Many2one(
        "jxc.count.line",
        "Count Line",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="stock.group_stock_manager,jxc_base.group_cost",
        help="The difference found by a count that this movement posts.",
    )

    # a difference is posted once, whatever is tried
    _jxc_count_line_once = models.UniqueIndex(
        "(jxc_count_line_id) WHERE jxc_count_line_id IS NOT NULL",
        "This difference is posted already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_posting(self):
            for vals in vals_list:
                self._jxc_refuse_count_line(vals)
            if self.env.context.get("default_jxc_count_line_id"):
                self = self.with_context(default_jxc_count_line_id=False)
        return super().create(vals_list)

    def write(self, vals):
        if not is_posting(self):
            self._jxc_refuse_count_line(vals)
        return super().write(vals)

    def _jxc_refuse_count_line(self, vals):
        if vals.get("jxc_count_line_id"):
            raise UserError(self.env._("Counts are posted by their own button."))

    def _jxc_adjustment_document(self):
        documents = super()._jxc_adjustment_document()
        if is_posting(self):
            for move in self:
                # sudo: the poster may be a manager who sees no cost, or the system
                line = move.sudo().jxc_count_line_id
                documents[move.id] = line.count_id or documents.get(move.id)
        return documents

    def _jxc_check_done(self):
        super()._jxc_check_done()
        self._jxc_check_frozen()

    def _jxc_check_frozen(self):
        """Refuse goods that come to or leave a place which is being counted.

        :raises UserError: names the place and the count
        """
        lines = self.move_line_ids
        # sudo: which places are frozen is the same for everybody
        places = (lines.location_id | lines.location_dest_id).sudo()
        frozen = places.filtered("jxc_count_id")
        if frozen and any(line.quantity for line in lines):
            raise UserError(
                self.env._(
                    "%(place)s is frozen by the count %(count)s: nothing is brought "
                    "there or taken away until it has been counted.",
                    place=frozen[0].complete_name,
                    count=frozen[0].jxc_count_id.name,
                )
            )
