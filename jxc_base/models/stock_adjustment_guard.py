from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.private
    def _jxc_guards_adjustments(self):
        """Companies of these where adjusting stock needs a document.

        Hook: the addon that brings the documents (counts) answers by its setting.
        :return: ``res.company`` records; here none
        """
        return self.browse()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_adjustment_document(self):
        """The document that justifies each of these adjustments.

        Hook: an addon returns its count, scrap or other in/out document.
        :return: {move id: record or None}; here always None
        """
        return dict.fromkeys(self.ids)

    def _jxc_check_adjustment(self):
        """Refuse moves over an inventory-loss location without a document.

        In companies that ask for it. Stands where a move becomes or is done, so that
        no button, import or field leads past it. Stock managers and the system itself
        may adjust.
        :raises UserError: names the products and what to do
        """
        if not self or self._jxc_may_adjust():
            return
        guarded = self.company_id._jxc_guards_adjustments()
        touching = self.filtered(
            lambda move: move.company_id in guarded and move._jxc_is_adjustment()
        )
        documents = touching._jxc_adjustment_document() if touching else {}
        refused = touching.filtered(lambda move: not documents.get(move.id))
        if refused:
            raise UserError(refused._jxc_adjustment_message())

    def _jxc_may_adjust(self):
        # not env.su: core applies counts with sudo on behalf of any stock user
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(
            "stock.group_stock_manager"
        )

    def _jxc_is_adjustment(self):
        self.ensure_one()
        if self.product_uom.is_zero(self.quantity):
            return False
        lines = self.move_line_ids
        places = self.location_id | self.location_dest_id
        places |= lines.location_id | lines.location_dest_id
        return "inventory" in places.mapped("usage")

    def _jxc_adjustment_message(self):
        names = self.product_id.mapped("display_name")
        return self.env._(
            "This would adjust the stock of %(products)s without a document. Adjust"
            " by a stock count, a scrap or an other in/out document, or ask a stock"
            " manager to do it.",
            products=", ".join(names[:5]) + (" …" if len(names) > 5 else ""),
        )


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        self._jxc_check_direct_change(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._jxc_check_direct_change(vals)
        return super().write(vals)

    def _jxc_check_direct_change(self, *vals_list):
        """Core lets any stock user write a quant's quantity, without a movement.

        The movements themselves write quants with sudo and are not concerned.
        :raises UserError: for users without the manager's right
        """
        if self.env.su or self.env["stock.move"]._jxc_may_adjust():
            return
        companies = self.company_id | self.env.companies
        if not companies._jxc_guards_adjustments():
            return
        fixed = {"quantity", "reserved_quantity"}
        if self:
            fixed |= {"product_id", "location_id", "lot_id", "owner_id"}
        if any(fixed & vals.keys() for vals in vals_list):
            raise UserError(
                self.env._(
                    "Stock changes by transfers, counts and other documents only; the"
                    " quantity of a location cannot be written directly."
                )
            )
