"""Core's scrap orders: reasons, responsible, value, vendor, approval."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..count.count_gate import is_posting, posting


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    jxc_note_id = fields.Many2one(
        "jxc.stock.note",
        "Scrap Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    jxc_user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index="btree_not_null",
    )
    jxc_vendor_id = fields.Many2one(
        "res.partner",
        "Vendor",
        compute="_compute_jxc_vendor_id",
        store=True,
        compute_sudo=True,
        help="From whom the lot came, else the first vendor of the product.",
    )
    jxc_currency_id = fields.Many2one(related="company_id.currency_id")
    jxc_value = fields.Monetary(
        "Value",
        compute="_compute_jxc_value",
        store=True,
        compute_sudo=True,
        currency_field="jxc_currency_id",
        groups=COST,
        help="What the scrapped goods were worth.",
    )

    @api.depends("move_ids.value", "move_ids.state")
    def _compute_jxc_value(self):
        for scrap in self:
            moves = scrap.move_ids.filtered(lambda move: move.state == "done")
            scrap.jxc_value = sum(moves.mapped("value"))

    @api.depends("product_id", "lot_id")
    def _compute_jxc_vendor_id(self):
        first = self.lot_id._jxc_first_vendor()
        for scrap in self:
            scrap.jxc_vendor_id = first.get(scrap.lot_id.id, scrap._jxc_main_vendor())

    def _jxc_main_vendor(self):
        return self.product_id.seller_ids[:1].partner_id

    def action_validate(self):
        """Scrap, or ask for the approval that a rule of the company wants."""
        self.ensure_one()
        if self._jxc_needs_note() and self.check_available_qty():
            note = self._jxc_note()
            note._check_complete()
            if note.need_validation:
                note.request_validation()
            if note.validation_status in ("waiting", "pending"):
                return note._open()
        return super().action_validate()

    def do_scrap(self):
        """As in core; with a reason, and where the company has rules, approved."""
        if is_posting(self):
            self._jxc_check_reasons()
            return super().do_scrap()
        loose = self.filtered(lambda scrap: not scrap._jxc_needs_note())
        loose._jxc_check_reasons()
        if loose:
            super(StockScrap, posting(loose)).do_scrap()
        for scrap in self - loose:
            scrap._jxc_note().action_done()
        return True

    def _jxc_short(self):
        """Goods of which these orders together take more than there is.

        :return: rows (product, location, needed, there, lot) in the product's unit
        """
        needs = defaultdict(float)
        for scrap in self.filtered(lambda scrap: scrap._should_check_available_qty()):
            needs[scrap._jxc_key()] += scrap.product_uom_id._compute_quantity(
                scrap.scrap_qty, scrap.product_id.uom_id
            )
        # sudo: what there is does not depend on who asks
        there = self.env["stock.move.line"].sudo()._jxc_on_hand(needs)
        for key, need in needs.items():
            product, place, lot, *_more = key
            if product.uom_id.compare(there.get(key, 0), need) < 0:
                yield product, place, need, max(there.get(key, 0), 0), lot

    def _jxc_key(self):
        """What core keeps apart: (product, location, lot, package, owner)."""
        place, package = self.location_id, self.package_id
        return self.product_id, place, self.lot_id, package, self.owner_id

    def _jxc_needs_note(self):
        """Whether this scrap order waits for the approval of a scrap note."""
        self.ensure_one()
        if self.jxc_note_id:
            return True
        return self.env["jxc.stock.note"]._jxc_has_rules(self.company_id)

    def _jxc_check_reasons(self):
        # sudo: a setting of the company
        for scrap in self:
            wanted = scrap.company_id.sudo().jxc_scrap_reason
            if wanted and not scrap.scrap_reason_tag_ids:
                raise UserError(
                    self.env._(
                        "Say why %(product)s is scrapped: choose a reason.",
                        product=scrap.product_id.display_name,
                    )
                )

    def _jxc_note(self):
        """The scrap note of this order, made with one line if there is none."""
        self.ensure_one()
        if self.jxc_note_id:
            return self.jxc_note_id
        notes = self.env["jxc.stock.note"].with_context(default_direction="scrap")
        note = notes.create(
            {
                "company_id": self.company_id.id,
                "warehouse_id": self._jxc_warehouse().id,
                "location_id": self.location_id.id,
                "user_id": self.jxc_user_id.id or self.env.uid,
                "reason_ids": self.scrap_reason_tag_ids.ids,
                "line_ids": [(0, 0, self._jxc_note_line_vals())],
            }
        )
        note.line_ids.sudo().scrap_id = self  # sudo: links are the system's
        self.jxc_note_id = note
        return note

    def _jxc_warehouse(self):
        return self.location_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _jxc_note_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "quantity": self.scrap_qty,
            "lot_id": self.lot_id.id,
            "location_id": self.location_id.id,
            "reason_ids": self.scrap_reason_tag_ids.ids,
        }

    def write(self, vals):
        self._jxc_check_noted(vals)
        return super().write(vals)

    def _jxc_check_noted(self, vals):
        """An order on a scrap note is what was approved: it does not change."""
        fixed = {
            "product_id",
            "product_uom_id",
            "scrap_qty",
            "lot_id",
            "location_id",
            "company_id",
            "jxc_note_id",
        }
        noted = self.filtered("jxc_note_id")
        if not noted or self.env.su or is_posting(self) or not fixed & vals.keys():
            return
        raise UserError(
            self.env._(
                "This scrap order belongs to %(note)s: change it there.",
                note=noted[0].jxc_note_id.name,
            )
        )


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def action_jxc_scrap(self):
        """A draft scrap note with what is free of these quantities.

        :return: action that opens it
        :raises UserError: nothing is free, or goods of several warehouses
        """
        free = self.filtered(
            lambda quant: (
                quant.location_id.usage == "internal"
                and quant.product_uom_id.compare(quant.available_quantity, 0) > 0
            )
        )
        if not free:
            raise UserError(self.env._("Nothing of this is free to be scrapped."))
        if len(free.location_id.warehouse_id) > 1 or len(free.company_id) > 1:
            raise UserError(self.env._("Choose the goods of one warehouse."))
        notes = self.env["jxc.stock.note"].with_context(default_direction="scrap")
        place = free[0].location_id
        note = notes.create(
            {
                "company_id": free.company_id.id,
                "warehouse_id": place.warehouse_id.id,
                "location_id": place.id,
                "line_ids": [(0, 0, quant._jxc_scrap_line_vals()) for quant in free],
            }
        )
        return note._open()

    def _jxc_scrap_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "quantity": self.available_quantity,
            "lot_id": self.lot_id.id,
            "location_id": self.location_id.id,
        }


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _jxc_first_vendor(self):
        """Who delivered these lots first.

        :return: {lot id: `res.partner`}, without lots that no vendor delivered
        """
        lines = self.env["stock.move.line"]
        lines.flush_model(["lot_id", "location_id", "picking_id", "state", "date"])
        self.env["stock.picking"].flush_model(["partner_id"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (line.lot_id) line.lot_id,
                       COALESCE(vendor.commercial_partner_id, vendor.id)
                  FROM stock_move_line line
                  JOIN stock_location place ON place.id = line.location_id
                                           AND place.usage = 'supplier'
                  JOIN stock_picking picking ON picking.id = line.picking_id
                  JOIN res_partner vendor ON vendor.id = picking.partner_id
                 WHERE line.lot_id = ANY(%s) AND line.state = 'done'
                 ORDER BY line.lot_id, line.date, line.id
                """,
                self.ids,
            )
        )
        return {lot: self.env["res.partner"].browse(vendor) for lot, vendor in found}

    def action_jxc_scrap(self):
        """A draft scrap note with what is left of these lots.

        :return: action that opens it
        """
        quants = self.env["stock.quant"].search(
            [("lot_id", "in", self.ids), ("location_id.usage", "=", "internal")]
        )
        return quants.action_jxc_scrap()
