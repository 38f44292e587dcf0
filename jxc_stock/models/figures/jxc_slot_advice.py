"""Advice on who lies where, and the transfer that carries it out."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ...core.slotting import Slot, advise
from ...report import slot_sql

KINDS = [("swap", "Swap"), ("move", "Move")]
STATES = [("open", "Advised"), ("accepted", "Accepted"), ("rejected", "Rejected")]
MONTH = 30  # days that savings are told for
QUIET = 91  # days before rejected goods are advised on again
LIMIT = 50


class JxcSlotAdvice(models.Model):
    """Goods that are fetched often change places with goods nearer to the dock.

    Renewed every week by `core/slotting.py` from the pick lines of thirteen weeks.
    Bins change their goods within a zone: the same place above and the same storage
    category; the warehouse can allow other places above. Where several goods share a
    bin, only those that are named change places.
    """

    _name = "jxc.slot.advice"
    _description = "Slotting Advice"
    _order = "state, saved_metres desc, id"
    _rec_name = "product_id"
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    picks = fields.Integer(readonly=True, help="Lines fetched in thirteen weeks.")
    location_id = fields.Many2one(
        "stock.location", "From Bin", required=True, readonly=True, ondelete="cascade"
    )
    bin_name = fields.Char(related="location_id.name", string="From")
    metres = fields.Float("Metres Now", digits=(16, 1), readonly=True)
    location_dest_id = fields.Many2one(
        "stock.location", "To Bin", required=True, readonly=True, ondelete="cascade"
    )
    bin_dest_name = fields.Char(related="location_dest_id.name", string="To")
    metres_dest = fields.Float("Metres Then", digits=(16, 1), readonly=True)
    other_product_id = fields.Many2one(
        "product.product", "In Exchange For", readonly=True, ondelete="cascade"
    )
    other_picks = fields.Integer("Its Picks", readonly=True)
    saved_metres = fields.Float(
        "Metres Saved a Month",
        digits=(16, 0),
        readonly=True,
        help="2 × difference of picks × difference of metres, for 30 days; each pick "
        "as a way there and back.",
    )
    state = fields.Selection(STATES, default="open", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", readonly=True, ondelete="set null"
    )

    @api.depends("product_id", "location_id", "location_dest_id")
    def _compute_display_name(self):
        for advice in self:
            ends = f"{advice.location_id.name} → {advice.location_dest_id.name}"
            advice.display_name = f"{advice.product_id.display_name}: {ends}"

    # -- what is advised ---------------------------------------------------------------

    @api.model
    def _cron_renew(self):
        # sudo: the cron works for every company
        warehouses = self.env["stock.warehouse"].sudo().search([])
        self.env["ir.cron"]._commit_progress(remaining=len(warehouses))
        for warehouse in warehouses:
            self.sudo()._renew(warehouse)  # sudo: as above
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    @api.private
    def _renew(self, warehouse):
        """Advise again on a warehouse; what is decided stays."""
        self.env["jxc.lock"]._acquire([f"slot.advice:{warehouse.id}"])
        self.env.flush_all()
        here = Domain("warehouse_id", "=", warehouse.id)
        self.search(here & Domain("state", "=", "open")).unlink()
        found = advise(self._slots(warehouse), warehouse.jxc_slot_metres * 3, LIMIT)
        days = MONTH / slot_sql.WINDOW
        self.create(
            [
                {
                    "company_id": warehouse.company_id.id,
                    "warehouse_id": warehouse.id,
                    "kind": advice.kind,
                    "product_id": advice.far.product,
                    "picks": advice.far.picks,
                    "location_id": advice.far.bin[0],
                    "metres": advice.far.metres,
                    "location_dest_id": advice.near.bin[0],
                    "metres_dest": advice.near.metres,
                    "other_product_id": advice.near.product,
                    "other_picks": advice.near.picks,
                    "saved_metres": advice.saved * days,
                }
                for advice in found
            ]
        )

    @api.model
    def _slots(self, warehouse):
        """Bins to be looked at, those left out that somebody has decided about."""
        since = fields.Datetime.now() - timedelta(days=slot_sql.WINDOW)
        left_alone = self._left_alone(warehouse)
        rows = self.env.execute_query(slot_sql.slots(warehouse, since))
        return [
            Slot(
                (place, product),
                metres or 0.0,
                (category, 0 if warehouse.jxc_slot_across else parent),
                product,
                picks,
            )
            for place, metres, parent, category, product, picks in rows
            if place not in left_alone
        ]

    @api.model
    def _left_alone(self, warehouse):
        """Ids of bins whose transfer is under way, or whose advice was rejected."""
        since = fields.Date.today() - timedelta(days=QUIET)
        under_way = Domain("state", "=", "accepted")
        under_way &= Domain("picking_id.state", "not in", ("done", "cancel", False))
        rejected = Domain("state", "=", "rejected") & Domain("decided_on", ">", since)
        here = Domain("warehouse_id", "=", warehouse.id)
        found = self.search(here & (under_way | rejected))
        return {*found.location_id.ids, *found.location_dest_id.ids}

    def action_renew(self):
        """Advise again on the warehouses of the company, now.

        :raises AccessError: not a task of the user
        """
        if not self.has_access("write"):
            raise AccessError(self.env._("Warehouse managers ask for advice."))
        mine = [("company_id", "=", self.env.company.id)]
        # sudo: rows are written by the system; the right was checked above
        warehouses = self.env["stock.warehouse"].sudo().search(mine)
        for warehouse in warehouses:
            self.sudo()._renew(warehouse)  # sudo: as above
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # -- what is decided ---------------------------------------------------------------

    def action_accept(self):
        """Make a draft transfer between the bins, one for each advice.

        :raises UserError: decided already, or the goods are not there any more
        :return: window of the transfers
        """
        advices = self._to_decide()
        for advice in advices:
            picking = self.env["stock.picking"].create(advice._picking())
            advice._decide("accepted", picking_id=picking.id)
        return advices.picking_id._get_records_action()

    def action_reject(self):
        """Leave them where they are; for thirteen weeks nothing is said of them."""
        self._to_decide()._decide("rejected")
        return True

    def _to_decide(self):
        self.check_access("write")
        if set(self.mapped("state")) - {"open"}:
            raise UserError(self.env._("This is decided already."))
        return self

    def _decide(self, state, **values):
        # sudo: who decided is stated by the server; the right was checked before
        now = {"decided_by_id": self.env.uid, "decided_on": fields.Date.today()}
        self.sudo().write({"state": state, **now, **values})

    def _picking(self):
        there = self._moves(self.product_id, self.location_id, self.location_dest_id)
        if not there:
            raise UserError(
                self.env._(
                    "%(product)s is not in %(place)s any more: ask for advice again.",
                    product=self.product_id.display_name,
                    place=self.location_id.display_name,
                )
            )
        back = self._moves(
            self.other_product_id, self.location_dest_id, self.location_id
        )
        stock = self.warehouse_id.lot_stock_id.id
        return {
            "picking_type_id": self.warehouse_id.int_type_id.id,
            "origin": self.env._("Slotting advice"),
            "location_id": stock,
            "location_dest_id": stock,
            "move_ids": [Command.create(values) for values in (*there, *back)],
        }

    def _moves(self, product, source, target):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", source.id)]
        )
        quantity = sum(quants.mapped("quantity"))
        if not product or product.uom_id.compare(quantity, 0) <= 0:
            return []
        return [
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        ]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    def _check_system(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Advice is computed; it can be accepted or rejected.")
            )


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    jxc_slot_across = fields.Boolean(
        "Slotting Across Zones",
        default=False,
        help="Advice moves goods also to bins below another place, of the same storage "
        "category.",
    )
    jxc_slot_metres = fields.Float(
        "Slotting From (Metres a Month)",
        default=100.0,
        digits=(16, 0),
        help="A change of places that saves less walking is not advised.",
    )
