"""The goods of a transfer: how many left, are on the way, arrived, and are missing."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError, ValidationError

from ...core.transfer_state import Balance

CHANGEABLE = ("draft", "to_approve", "confirmed", "partly_shipped")


class StockInterwarehouseTransferLine(models.Model):
    _name = "stock.interwarehouse.transfer.line"
    _inherit = [
        "jxc.approval.line.mixin",
        "stock.interwarehouse.transfer.line",
    ]
    _jxc_document_model = "stock.interwarehouse.transfer"
    _jxc_material_fields = ("product_id", "product_uom_qty", "product_uom")
    _rec_name = "product_id"

    company_id = fields.Many2one(related="transfer_id.company_id")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    product_uom_qty = fields.Float("Requested", digits="Product Unit")
    qty_shipped = fields.Float(compute_sudo=True)
    qty_received = fields.Float(compute_sudo=True)
    jxc_in_transit = fields.Float(
        "In Transit",
        compute="_compute_qty_progress",
        compute_sudo=True,
        digits="Product Unit",
        help="Shipped, neither received, returned nor written off.",
    )
    jxc_difference = fields.Float(
        "Difference",
        compute="_compute_qty_progress",
        compute_sudo=True,
        digits="Product Unit",
        help="Surplus, less what is missing or damaged: open or written off.",
    )
    jxc_value = fields.Monetary(
        "Value",
        currency_field="company_currency_id",
        compute="_compute_jxc_value",
        groups=COST,
        compute_sudo=True,
    )
    jxc_free_from = fields.Float(
        "Free at Source",
        compute="_compute_jxc_free",
        digits="Product Unit",
        help="Available in the warehouse it comes from.",
    )
    jxc_spare_from = fields.Float(
        "Spare at Source",
        compute="_compute_jxc_free",
        digits="Product Unit",
        help="What the source can give away without falling below its minimum or "
        "safety stock.",
    )
    jxc_free_to = fields.Float(
        "Free Here",
        compute="_compute_jxc_free",
        digits="Product Unit",
        help="Available in the warehouse that asks.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(product_uom_qty >= 0)", "The quantity to transfer cannot be negative."
    )

    @api.constrains("product_id", "product_uom")
    def _check_unit(self):
        for line in self:
            if not line.product_uom._has_common_reference(line.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s cannot be counted in %(unit)s.",
                        product=line.product_id.display_name,
                        unit=line.product_uom.name,
                    )
                )

    # -- figures ---------------------------------------------------------------

    def _jxc_balances(self):
        """{line: `core.transfer_state.Balance`}, product units."""
        found = {}
        for line in self:
            if not line.product_id:  # a row that is just being typed
                found[line] = Balance()
                continue
            sums = dict.fromkeys(Balance._fields, 0.0)
            for move in line.move_ids:
                name, quantity = move._jxc_transfer_amount()
                if name:
                    sums[name] += quantity
            for one in line.transfer_id.jxc_difference_ids:
                if one.line_id == line and one.state == "open":
                    surplus = one.kind == "surplus"
                    sums["surplus" if surplus else "unsettled"] += one.quantity
            step = line.product_id.uom_id.round
            found[line] = Balance(**{n: max(step(v), 0.0) for n, v in sums.items()})
        return found

    def _jxc_in_line_unit(self, quantity):
        self.ensure_one()
        unit = self.product_id.uom_id
        if not (unit and self.product_uom):
            return quantity
        return unit._compute_quantity(
            quantity, self.product_uom, rounding_method="HALF-UP"
        )

    @api.depends(
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom",
        "transfer_id.jxc_difference_ids.state",
    )
    def _compute_qty_progress(self):
        balances = self._jxc_balances()
        for line in self:
            mine, unit = balances[line], line._jxc_in_line_unit
            line.qty_shipped = unit(mine.shipped - mine.returned)
            line.qty_received = unit(mine.received)
            line.jxc_in_transit = unit(mine.in_transit)
            line.jxc_difference = unit(line._jxc_found() - mine.lost - mine.unsettled)

    def _jxc_found(self):
        """Surplus that arrived, open or booked: product unit."""
        found = self.transfer_id.jxc_difference_ids.filtered(
            lambda one: one.line_id == self and one.kind == "surplus"
        )
        return sum(found.mapped("quantity"))

    @api.depends("product_id", "product_uom_qty", "product_uom")
    def _compute_jxc_value(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            quantity = line.product_uom._compute_quantity(
                line.product_uom_qty, product.uom_id
            )
            line.jxc_value = quantity * product.standard_price

    @api.depends(
        "product_id",
        "product_uom",
        "transfer_id.warehouse_from_id",
        "transfer_id.warehouse_to_id",
    )
    def _compute_jxc_free(self):
        self.jxc_free_from = self.jxc_spare_from = self.jxc_free_to = 0.0
        for warehouse, lines in self.grouped(
            lambda line: line.transfer_id.warehouse_from_id._origin
        ).items():
            products = lines.product_id._origin
            # sudo: what can be had is the same for everybody
            here = products.sudo().with_context(warehouse_id=warehouse.id)
            spare = warehouse._jxc_spare(products).get(warehouse.id, {})
            free = {product.id: product.free_qty for product in here}
            for line in lines if warehouse else ():
                product, unit = line.product_id._origin.id, line._jxc_in_line_unit
                line.jxc_free_from = unit(free.get(product, 0.0))
                line.jxc_spare_from = unit(spare.get(product, 0.0))
        for warehouse, lines in self.grouped(
            lambda line: line.transfer_id.warehouse_to_id._origin
        ).items():
            # sudo: as above
            here = lines.product_id._origin.sudo()
            here = here.with_context(warehouse_id=warehouse.id)
            free = {product.id: product.free_qty for product in here}
            for line in lines if warehouse else ():
                quantity = free.get(line.product_id._origin.id, 0.0)
                line.jxc_free_to = line._jxc_in_line_unit(quantity)

    # -- what may be changed ---------------------------------------------------

    def _check_editable(self):
        """:raises UserError: the goods have left already, or nobody may change it"""
        for line in self:
            transfer = line.transfer_id
            if transfer.state not in CHANGEABLE:
                raise UserError(
                    self.env._(
                        "Transfer %(transfer)s has left already or is finished: make "
                        "another one for further goods.",
                        transfer=transfer.name,
                    )
                )
            if transfer.jxc_stage == "confirmed" and not self.env.su:
                transfer._check_confirmer()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_computed(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_computed(vals)
        facts = {"product_id", "product_uom", "transfer_id"} & vals.keys()
        if facts and any(line.move_ids for line in self) and not self.env.su:
            raise UserError(
                self.env._(
                    "Product and unit of a confirmed line stay: remove it and add "
                    "another."
                )
            )
        return super().write(vals)

    def unlink(self):
        self._check_editable()
        for line in self:
            if line.qty_shipped or line.qty_received or line.jxc_in_transit:
                line._check_stage_decrease("outgoing", -line.product_uom_qty)
        lines = self.sudo()  # sudo: the right was checked; both warehouses follow
        open_moves = lines.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        open_moves._action_cancel()
        return super().unlink()

    @api.model
    def _check_computed(self, vals):
        """Movements come from the transfer's methods, never with the values."""
        if "move_ids" in vals and not self.env.su:
            raise UserError(self.env._("A transfer moves on by its buttons."))

    # -- movements -------------------------------------------------------------

    def _get_stage_moves(self, stage):
        """Those that lead to the other warehouse; ways back are not among them."""
        kind = {"outgoing": "shipped", "incoming": "received"}[stage]
        moves = super()._get_stage_moves(stage)
        return moves.filtered(lambda move: move._jxc_transfer_kind() == kind)

    def _get_stock_move_vals(self, *args, **kwargs):
        """In the product's unit: 58 of 72 pieces are no round number of boxes."""
        vals = super()._get_stock_move_vals(*args, **kwargs)
        unit = self.product_id.uom_id
        vals["product_uom_qty"] = self.product_uom._compute_quantity(
            vals["product_uom_qty"], unit, rounding_method="HALF-UP"
        )
        return {**vals, "product_uom": unit.id}

    def _sync_stage_moves(self):
        lines = self.filtered(
            lambda line: line.transfer_id.state in ("confirmed", "partly_shipped")
        )
        moves = self.env["stock.move"]
        # sudo: `_check_editable` has checked the right; the other warehouse follows
        for transfer, mine in lines.sudo().grouped("transfer_id").items():
            moves |= transfer._sync_stage_moves(mine)
        return moves
