"""Kinds of other receipts and issues: gift, sample, internal use, scrap …"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DIRECTIONS = [("in", "Other Receipt"), ("out", "Other Issue"), ("scrap", "Scrap")]


class JxcStockKind(models.Model):
    _name = "jxc.stock.kind"
    _description = "Kind of Other Receipt or Issue"
    _order = "direction, sequence, id"

    name = fields.Char(required=True, translate=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="out")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    cost_policy = fields.Selection(
        [
            ("current", "Current cost"),
            ("entered", "Cost entered on the line"),
            ("zero", "No cost"),
        ],
        "Received At",
        default="current",
        required=True,
        help="What received goods are worth. Entered: whoever may see cost enters it, "
        "the current cost is proposed. Goods that leave take their current cost.",
    )
    need_department = fields.Boolean("Department Required")
    need_partner = fields.Boolean("Giver or Receiver Required")
    need_reason = fields.Boolean("Explanation Required")
    need_attachment = fields.Boolean("Photo or File Required")
    location_id = fields.Many2one(
        "stock.location",
        "Counter Location",
        company_dependent=True,
        domain="[('usage', '=', 'inventory')]",
        help="Where the goods come from or go to on paper. Every company has its own; "
        "it is made when it is needed first.",
    )
    account_id = fields.Many2one(
        "account.account",
        compute="_compute_account_id",
        inverse="_inverse_account_id",
        help="Expense or income of these goods where stock is valued in real time. It "
        "belongs to the counter location.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        company_dependent=True,
        help="Proposed on new documents of this kind.",
    )

    @api.depends("location_id.valuation_account_id")
    @api.depends_context("company")
    def _compute_account_id(self):
        for kind in self:
            kind.account_id = kind.location_id.valuation_account_id

    def _inverse_account_id(self):
        """Make the counter location where it is missing: the account stands there."""
        self.check_access("write")
        for kind in self:
            place = kind.location_id
            if kind.account_id or place:
                account = kind.account_id
                place = place or kind._counter_location(self.env.company)
                # sudo: the kind was checked, the location is part of it
                place.sudo().valuation_account_id = account

    @api.constrains("direction")
    def _check_direction(self):
        notes = self.env["jxc.stock.note"].sudo()  # sudo: of all companies
        for kind in self:
            if notes.search_count(
                [
                    ("kind_id", "=", kind.id),
                    ("line_ids.direction", "!=", kind.direction),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._("%(kind)s is in use: make a new kind.", kind=kind.name)
                )

    def _counter_location(self, company):
        """The counter location of this kind in `company`, made where missing.

        :return: `stock.location` of usage "inventory"
        """
        self.ensure_one()
        # sudo: set-up of the kind, no choice of the user is involved
        kind = self.sudo().with_company(company)
        if not kind.location_id:
            vals = {
                "name": kind.name,
                "usage": "inventory",
                "company_id": company.id,
                "location_id": self.env.ref("jxc_stock.location_other").id,
            }
            kind.location_id = kind.env["stock.location"].create(vals)
        return kind.location_id.with_env(self.env)
