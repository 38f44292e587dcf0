"""The entrances through which the value of a done receipt changes in core."""

from odoo import api, models
from odoo.addons.jxc_base.core.value_cause import because, current


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, *args, **kwargs):
        # the first value of a receipt is no change of it
        with because("done"):
            done = self.browse()
            for moves in self._jxc_by_company():
                done |= super(StockMove, moves)._action_done(*args, **kwargs)
            return done.with_env(self.env)

    def _jxc_by_company(self):
        """These movements, those of each company in its own.

        Core values goods at the cost of the company that is chosen on the screen,
        also where the movement belongs to another one.
        """
        groups = self.grouped("company_id") or {self.env.company: self}
        return [moves.with_company(company) for company, moves in groups.items()]

    def _set_value(self, correction_quantity=None):
        if len(self.company_id | self.env.company) > 1:
            for moves in self._jxc_by_company():
                moves._set_value(correction_quantity=correction_quantity)
            return None
        # sudo: values are hidden from the worker who validates
        before = {move.id: move.value for move in self.sudo() if move.is_in}
        res = super()._set_value(correction_quantity=correction_quantity)
        cause = current()
        if before and not (cause and cause.code in ("done", "edit")):
            self.browse(before).sudo()._jxc_log_values(before, cause)  # sudo: as above
        return res

    def _jxc_log_values(self, before, cause):
        """Write the log for those whose value is not what it was `before`."""
        changed = self.filtered(
            lambda move: (
                move.state == "done"
                and move.company_currency_id.compare_amounts(
                    move.value, before[move.id]
                )
            )
        )
        if changed:
            self.env["jxc.stock.revaluation"].create(
                [move._jxc_log_line(before[move.id], cause) for move in changed]
            )

    def _jxc_log_line(self, old_value, cause):
        code, document = self._jxc_value_cause(cause)
        return {
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "move_id": self.id,
            "known_on": self.company_id._jxc_facts_clock()._jxc_today(),
            "quantity": self._get_valued_qty(),
            "old_value": old_value,
            "new_value": self.value,
            "cause": code,
            "cause_ref": f"{document._name},{document.id}" if document else False,
            "cause_name": document.display_name if document else False,
        }

    def _jxc_value_cause(self, cause):
        """(code of the log, document or None) for this receipt."""
        if cause and cause.code == "bill":
            mine = self.purchase_line_id.invoice_lines.move_id
            return "bill", (mine & cause.records)[:1]
        if cause and cause.code == "order":
            return "order", self.purchase_line_id.order_id
        if cause and cause.code not in ("value", "edit"):
            return cause.code, self._jxc_cause_document(cause)
        by_hand = self.env["product.value"].search(
            [("move_id", "=", self.id)], order="date desc, id desc", limit=1
        )
        return ("manual", by_hand) if by_hand else ("price", None)

    def _jxc_cause_document(self, cause):
        """The record of `cause` that touches this receipt; hook for other documents."""
        return cause.records[:1]


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _update_stock_move_value(self, old_qty_by_ml=None):
        # another quantity at the same price is a correction of the day it moved
        with because("edit"):
            return super()._update_stock_move_value(old_qty_by_ml)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        with because("bill", self):
            return super()._post(soft)


class ProductValue(models.Model):
    _inherit = "product.value"

    @api.model_create_multi
    def create(self, vals_list):
        with because("value"):
            return super().create(vals_list)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        with because("order"):
            return super().write(vals)
