"""Places and goods that somebody has frozen: nothing is brought or taken away."""

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGERS = ("stock.group_stock_manager", "jxc_base.group_jxc_admin")


class JxcStockFreeze(models.Model):
    """Entries stay as they are: whoever releases one adds who, when and why."""

    _name = "jxc.stock.freeze"
    _description = "Stock Freeze"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _rec_name = "reason"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        domain="[('usage', 'in', ('internal', 'transit', 'view'))]",
        help="This location and everything below it.",
    )
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        help="Only this product; with a location or warehouse only there.",
    )
    reason = fields.Char(required=True)
    date_from = fields.Datetime(
        "Frozen From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime("Frozen Until", help="Empty: until somebody releases it.")
    user_id = fields.Many2one(
        "res.users",
        "Frozen By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    released_at = fields.Datetime(readonly=True, copy=False)
    released_by = fields.Many2one("res.users", readonly=True, copy=False)
    release_reason = fields.Char("Reason of the Release", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("frozen", "Frozen"),
            ("over", "Over"),
            ("released", "Released"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    @api.depends("date_from", "date_to", "released_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for freeze in self:
            if freeze.released_at:
                freeze.state = "released"
            elif freeze.date_from and freeze.date_from > now:
                freeze.state = "planned"
            else:
                over = freeze.date_to and freeze.date_to <= now
                freeze.state = "over" if over else "frozen"

    @api.model
    def _search_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        found = self.search([]).filtered(lambda freeze: freeze.state in value)
        return [("id", operator, found.ids)]

    @api.constrains("warehouse_id", "location_id", "product_id", "reason")
    def _check_what(self):
        if not all(f.warehouse_id or f.location_id or f.product_id for f in self):
            message = self.env._(
                "Say what is frozen: a warehouse, location or product."
            )
            raise ValidationError(message)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(f.date_to and f.date_to <= f.date_from for f in self):
            raise ValidationError(self.env._("A freeze ends after it begins."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                self._refuse_release(vals)
                vals["user_id"] = self.env.uid
        freezes = super().create(vals_list)
        self.env.registry.clear_cache()
        return freezes

    def _refuse_release(self, vals):
        if {"released_at", "released_by", "release_reason"} & vals.keys():
            raise UserError(self.env._("A freeze is released by its button."))

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "A freeze stays as it was written down. Release it, and make "
                    "another one if need be."
                )
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A freeze is released, not deleted."))

    def release(self, reason):
        """Let goods move again; written down with the user, the time and the reason.

        :param str reason: why, at least one word
        :raises AccessError: for users who are no warehouse managers
        :raises UserError: without a reason, or when it was released before
        """
        if not any(map(self.env.user.has_group, MANAGERS)) and not self.env.su:
            raise AccessError(self.env._("Warehouse managers release a freeze."))
        self.check_access("read")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why it is released."))
        if any(self.mapped("released_at")):
            raise UserError(self.env._("It has been released already."))
        values = {
            "released_at": fields.Datetime.now(),
            "released_by": self.env.uid,
            "release_reason": reason.strip(),
        }
        # sudo: the entry is closed to everybody; right and reason were checked
        self.sudo().write(values)

    def action_freeze(self):
        """Save a new entry, which is what freezes.

        Whoever may add entries and not change them gets no button of Odoo's for that.
        """
        return True

    def action_release(self):
        """Ask for the reason and release."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release"),
            "res_model": "jxc.stock.freeze.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_freeze_ids": [(6, 0, self.ids)]},
        }

    @api.model
    @api.private
    @tools.ormcache()
    def _pending(self):
        """Freezes that hold or will hold, of all companies, as a tuple of ids."""
        # sudo: what is frozen is frozen for everybody
        return tuple(self.sudo().search([("released_at", "=", False)]).ids)

    @api.model
    @api.private
    def _holding(self):
        """Freezes that hold now, with all rights."""
        # sudo: what is frozen is frozen for everybody
        return self.sudo().browse(self._pending()).filtered(lambda f: f._holds_now())

    def _holds_now(self):
        now = fields.Datetime.now()
        return self.date_from <= now and not (self.date_to and self.date_to <= now)

    def _holds(self, company, product, location):
        """Whether this freeze forbids moving the product to or from the location."""
        if location.usage not in ("internal", "transit") or self.company_id != company:
            return False
        if self.product_id and self.product_id != product:
            return False
        if self.warehouse_id and self.warehouse_id != location.warehouse_id:
            return False
        above = self.location_id
        return not above or (location.parent_path or "").startswith(above.parent_path)

    def _refuse(self, line):
        """:raises UserError: when one of these freezes forbids what the line does"""
        company, product = line.move_id.company_id, line.product_id
        for place in line.location_id | line.location_dest_id:
            self._refuse_place(company, product, place)

    def _refuse_place(self, company, product, place):
        """:raises UserError: when one of these freezes keeps the product there"""
        for freeze in self:
            if freeze._holds(company, product, place):
                raise UserError(freeze._message())

    def _concerns(self, name, asked):
        """Whether this freeze may keep what is asked for, a product or warehouse."""
        named = self[name]
        if name == "warehouse_id":
            named = named or self.location_id.warehouse_id
        return not named or not asked or named == asked

    def _message(self):
        """Why goods do not move, for whoever tries."""
        what = self.location_id.complete_name or self.warehouse_id.name
        goods = self.product_id.display_name
        return self.env._(
            "%(what)s is frozen by %(user)s (%(reason)s), until %(until)s. A "
            "warehouse manager can release it under Stock → Stock Policies → Freezes.",
            what=" · ".join(filter(None, (what, goods))),
            user=self.user_id.name,
            reason=self.reason,
            until=self._until(),
        )

    def _until(self):
        end = self.date_to and fields.Datetime.context_timestamp(self, self.date_to)
        return end.strftime("%Y-%m-%d %H:%M") if end else self.env._("released")

    def _in_short(self):
        """Why, by whom and until when, where stock is looked up."""
        return self.env._(
            "%(reason)s (%(user)s, until %(until)s)",
            reason=self.reason,
            user=self.user_id.name,
            until=self._until(),
        )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_check_frozen(self):
        """Refuse goods that come to or leave what somebody has frozen.

        What a count posts corrects the book and passes.
        :raises UserError: names what is frozen, by whom, why and until when
        """
        super()._jxc_check_frozen()
        if "freeze" not in self.env["jxc.policy"]._in_force():
            return
        freezes = self.env["jxc.stock.freeze"]._holding()
        # sudo: see _holding; not every user may read what a count posts
        moves = self.sudo().filtered(lambda move: not move.jxc_count_line_id)
        for line in moves.move_line_ids if freezes else ():
            if not line.product_uom_id.is_zero(line.quantity):
                freezes._refuse(line)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        if any("quantity" in vals for vals in vals_list):
            quants._jxc_refuse_frozen()
        return quants

    def write(self, vals):
        if "quantity" in vals:
            self._jxc_refuse_frozen()
        return super().write(vals)

    def _jxc_refuse_frozen(self):
        """A quantity written directly, without a movement, stays frozen as well.

        :raises UserError: names what is frozen, by whom, why and until when
        """
        # movements themselves write with sudo, and were checked
        if self.env.su or "freeze" not in self.env["jxc.policy"]._in_force():
            return
        freezes = self.env["jxc.stock.freeze"]._holding()
        # sudo: what is frozen is frozen for everybody
        for quant in self.sudo():
            freezes._refuse_place(quant.company_id, quant.product_id, quant.location_id)


class StockLocation(models.Model):
    _inherit = "stock.location"

    @api.model
    @api.private
    def _jxc_frozen_ids(self):
        """Ids of the locations that a freeze of place alone or a count keeps."""
        freezes = self.env["jxc.stock.freeze"]._holding()
        places = freezes.filtered(lambda f: not f.product_id and f.location_id)
        halls = freezes.filtered(
            lambda f: not f.product_id and not f.location_id and f.warehouse_id
        )
        tops = places.location_id.ids + halls.warehouse_id.view_location_id.ids
        # sudo: what is frozen is frozen for everybody
        found = self.sudo().search(
            ["|", ("id", "child_of", tops), ("jxc_count_id", "!=", False)]
        )
        return set(found.ids)
