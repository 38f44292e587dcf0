"""Exceptions to policies: who let what go against the rule, and why, for good."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .policy_check import ALLOWABLE

GROUP = "jxc_stock.group_policy_exception"


class JxcPolicyException(models.Model):
    """Made by `stock.move.line.jxc_allow` only; never changed or deleted.

    It holds for the line, product and lot it was given for, up to its quantity; too
    short a life is allowed for one customer.
    """

    _name = "jxc.policy.exception"
    _inherit = "jxc.append.only"
    _description = "Exception to a Stock Policy"
    _order = "id desc"
    _rec_name = "document"
    _jxc_free = frozenset(
        {
            "user_id",
            "company_id",
            "picking_id",
            "line_id",
            "product_id",
            "lot_id",
            "partner_id",
        }
    )

    at = fields.Datetime("Time", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    user_name = fields.Char("Allowed By", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="set null", index=True
    )
    kind = fields.Selection(
        [
            ("expired", "Expired Lot"),
            ("life", "Remaining Life"),
            ("order", "Order of Lots"),
            ("scan", "Mandatory Scan"),
        ],
        "Policy",
        required=True,
        readonly=True,
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", readonly=True, ondelete="set null", index=True
    )
    document = fields.Char(readonly=True, help="Number of the transfer at that time.")
    line_id = fields.Many2one(
        "stock.move.line", readonly=True, ondelete="set null", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null"
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    product_name = fields.Char(readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, ondelete="set null")
    lot_name = fields.Char("Lot/Serial", readonly=True)
    quantity = fields.Float(
        readonly=True, digits="Product Unit", help="In the unit of the product."
    )
    finding = fields.Text("What Was Wrong", readonly=True)
    reason = fields.Char(required=True, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            message = self.env._("Exceptions are allowed on the transfer.")
            raise AccessError(message)
        return super().create(vals_list)

    def _holds(self):
        """Whether the line still has the goods this was given for, and no more."""
        line = self.line_id
        same = line.product_id == self.product_id and line.lot_id == self.lot_id
        if self.kind == "life" and line._jxc_customer() != self.partner_id:
            return False
        unit = line.product_id.uom_id
        return same and unit.compare(line.quantity_product_uom, self.quantity) <= 0


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def jxc_allow(self, reason):
        """Allow what policies find wrong about these lines, with a reason.

        Covers what is wrong now: expired lots, too short a life, a better lot, lines
        that were not scanned. More goods or other ones need a new exception.
        :param str reason: why, at least one word
        :return: number of exceptions written down
        :raises AccessError: without the right to allow exceptions
        :raises UserError: without a reason, or when nothing is wrong
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._("You need the right to allow exceptions to stock policies.")
            )
        self.check_access("write")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why it is allowed."))
        found = [
            f for f in self._jxc_line_findings() if f.kind in ALLOWABLE and f.refuse
        ]
        if not found:
            raise UserError(self.env._("There is nothing to allow here."))
        reason = reason.strip()
        # sudo: written by this method only, after the right was checked
        log = self.env["jxc.policy.exception"].sudo()
        log.create([self._jxc_exception_values(f, reason) for f in found])
        self._jxc_post_exceptions(found, reason)
        return len(found)

    def _jxc_exception_values(self, finding, reason):
        line = finding.line
        picking = line.move_id.picking_id
        return {
            "at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "company_id": line._jxc_company().id,
            "kind": finding.kind,
            "picking_id": picking.id,
            "document": picking.name or line.move_id.reference,
            "line_id": line.id,
            "partner_id": line._jxc_customer().id,
            "product_id": line.product_id.id,
            "product_name": line.product_id.display_name,
            "lot_id": line.lot_id.id,
            "lot_name": line.lot_id.name or line.lot_name,
            "quantity": line.quantity_product_uom,
            "finding": finding.text,
            "reason": reason,
        }

    def _jxc_post_exceptions(self, findings, reason):
        title = self.env._("Allowed with the reason: %(reason)s", reason=reason)
        for picking in {f.line.move_id.picking_id for f in findings}:
            texts = [f.text for f in findings if f.line.move_id.picking_id == picking]
            if picking:
                picking.message_post(body="\n".join([title, *texts]))

    def _jxc_granted(self):
        """{(kind, line id)} of what somebody has allowed for these lines as they are.

        :return: set
        """
        # sudo: what was allowed holds for whoever completes the transfer
        log = self.env["jxc.policy.exception"].sudo()
        return {
            (entry.kind, entry.line_id.id)
            for entry in log.search([("line_id", "in", self.ids)])
            if entry._holds()
        }
