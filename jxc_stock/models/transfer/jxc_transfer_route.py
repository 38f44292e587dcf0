from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.transfer import Freight


class JxcTransferRoute(models.Model):
    """What a transfer from one warehouse to another costs and how long it takes."""

    _name = "jxc.transfer.route"
    _description = "Freight between Warehouses"
    _order = "warehouse_from_id, warehouse_to_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_from_id = fields.Many2one(
        "stock.warehouse",
        "From Warehouse",
        required=True,
        check_company=True,
        ondelete="cascade",
    )
    warehouse_to_id = fields.Many2one(
        "stock.warehouse",
        "To Warehouse",
        required=True,
        check_company=True,
        ondelete="cascade",
    )
    cost = fields.Monetary("Freight per Transfer", currency_field="company_currency_id")
    days = fields.Integer("Days on the Way", default=1)
    both_ways = fields.Boolean(
        default=True, help="The same the other way round, unless that has its own row."
    )
    suggested = fields.Boolean(
        "Suggest Transfers",
        default=True,
        help="Off: suggestions never use this way; transfers by hand may.",
    )
    partner_id = fields.Many2one("res.partner", "Carrier")

    _pair_uniq = models.Constraint(
        "UNIQUE(warehouse_from_id, warehouse_to_id)",
        "There is a row for these two warehouses already.",
    )
    _sane = models.Constraint(
        "CHECK(cost >= 0 AND days BETWEEN 0 AND 366)",
        "Freight is not negative, and the way takes 0 to 366 days.",
    )

    @api.constrains("warehouse_from_id", "warehouse_to_id")
    def _check_pair(self):
        for route in self:
            if route.warehouse_from_id == route.warehouse_to_id:
                raise ValidationError(
                    self.env._("Source and destination warehouse must be different.")
                )

    @api.depends("warehouse_from_id", "warehouse_to_id")
    def _compute_display_name(self):
        for route in self:
            names = (
                route.warehouse_from_id.name or "",
                route.warehouse_to_id.name or "",
            )
            route.display_name = " → ".join(names)

    @api.model
    @api.private
    def _freight(self, company):
        """({(from id, to id): Freight}, closed pairs) of a company."""
        # sudo: what the way costs and takes is the same for everybody
        rows = self.sudo().search([("company_id", "=", company.id)])
        freight, closed = {}, set()
        for there in (False, True):  # a row of its own goes before the way back
            for row in rows if there else rows.filtered("both_ways"):
                pair = (row.warehouse_from_id.id, row.warehouse_to_id.id)
                pair = pair if there else pair[::-1]
                freight[pair] = Freight(row.cost, row.days)
                (closed.discard if row.suggested else closed.add)(pair)
        return freight, frozenset(closed)

    @api.model
    @api.private
    def _ways(self, transfers):
        """{transfer: Freight}, the company's default days where no row says more."""
        found = {}
        for company, mine in transfers.grouped("company_id").items():
            freight, _closed = self._freight(company)
            default = self._default(company)
            for transfer in mine:
                pair = (transfer.warehouse_from_id.id, transfer.warehouse_to_id.id)
                found[transfer] = freight.get(pair, default)
        return found

    @api.model
    @api.private
    def _default(self, company):
        # sudo: a plain setting of the company
        return Freight(0.0, (company or self.env.company).sudo().jxc_transfer_days)
