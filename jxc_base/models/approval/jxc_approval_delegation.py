from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...core import approval


class JxcApprovalDelegation(models.Model):
    """Somebody else decides while an approver is away."""

    _name = "jxc.approval.delegation"
    _inherit = "jxc.cached.mixin"
    _description = "Delegation of Approvals"
    _order = "date_to desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
        index=True,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Represented by",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("share", "=", False)],
        help="Needs the rights to see the documents.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        help="Last day, included.",
    )
    kind = fields.Selection(
        selection="_selection_kind",
        string="Only For",
        help="Empty: documents of every kind.",
    )
    note = fields.Char()
    active = fields.Boolean(default=True)

    _dates_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The last day lies before the first."
    )
    _not_self = models.Constraint(
        "CHECK(user_id <> delegate_id)", "Nobody represents themselves."
    )

    @api.model
    def _selection_kind(self):
        names = self.env["tier.definition"]._get_tier_validation_model_names()
        # sudo: names of models, shown to everybody
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in names if name in self.env]

    @api.constrains("user_id", "delegate_id", "date_from", "date_to", "active")
    def _check_chain(self):
        if not any(self.mapped("active")):
            return
        first = min(self.mapped("date_from"))
        known = self._valid([("date_to", ">=", first)])
        fault = approval.chain_fault(known._links())
        if fault == "circle":
            raise ValidationError(
                self.env._(
                    "The delegations of these days go round in a circle: nobody would "
                    "be left to decide."
                )
            )
        if fault == "long":
            raise ValidationError(
                self.env._(
                    "More than %(longest)s delegations in a row on the same days. "
                    "Name somebody who is there.",
                    longest=approval.LONGEST_CHAIN,
                )
            )

    def write(self, vals):
        result = super().write(vals)
        # Once more: nobody makes their delegation one of somebody else
        self.check_access("write")
        return result

    @api.model
    def _valid(self, domain):
        """Delegations that hold, whatever a context says of archived ones."""
        # sudo: whom colleagues represent, through others
        return self.sudo().search([*domain, ("active", "=", True)])

    def _links(self):
        return [
            approval.Delegation(
                link.user_id.id, link.delegate_id.id, link.date_from, link.date_to
            )
            for link in self
        ]

    @api.model
    @api.private
    def _absent(self, user, model, day):
        """Return the users that ``user`` stands in for.

        :param user: ``res.users`` record
        :param model: name of the document's model; None: any
        :param day: date of the company
        """
        return self.env["res.users"].browse(self._absent_ids(user.id, model, day))

    @api.model
    @ormcache("user_id", "model", "day")
    def _absent_ids(self, user_id, model, day):
        """Kept: lists of documents ask it for each of them."""
        valid = self._valid([("date_from", "<=", day), ("date_to", ">=", day)])
        if model:
            valid = valid.filtered(lambda link: link.kind in (False, model))
        return tuple(sorted(approval.absent_of(user_id, valid._links(), day)))

    @api.model
    @api.private
    def _absent_today(self, user):
        """Whom ``user`` represents around today, in whatever time zone."""
        today = fields.Date.today()
        days = (fields.Date.add(today, days=shift) for shift in (-1, 0, 1))
        found = [self._absent(user, None, day) for day in days]
        return found[0] | found[1] | found[2]

    @api.model
    @api.private
    def _delegates(self, users, model):
        """Return who stands in for any of ``users`` around today.

        :param users: ``res.users`` records
        :param model: name of the document's model
        """
        today = fields.Date.today()
        valid = self._valid([("date_from", "<=", today), ("date_to", ">=", today)])
        candidates = valid.delegate_id
        return candidates.filtered(
            lambda user: self._absent(user, model, today) & users
        )
