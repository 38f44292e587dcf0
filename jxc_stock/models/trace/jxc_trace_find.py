"""From whatever somebody has in hand to the lots it is about."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST = 80
FEW = 200


class JxcTrace(models.AbstractModel):
    _inherit = "jxc.trace"

    @api.model
    @api.readonly
    def find_lots(self, text):
        """Lots that a text names: lot, vendor's lot, GS1 code, product, transfer,
        order, customer or vendor.

        :param text: as typed or scanned
        :return: at most 80 rows ``{id, name, product, unit, vendor_lot, recall,
            found}``; ``found`` says by what: lot, code, product, document, partner
        :raises UserError: not a text
        """
        self.env["stock.lot"].check_access("read")
        if not isinstance(text, str):
            raise UserError(self.env._("Type a lot, a product, a document or a name."))
        text = text.replace("\0", "").strip()[:200]
        if not text:
            return []
        found = {}
        for kind, lots in self._searches(text):
            for lot in lots:
                found.setdefault(lot.id, {**self._lot_name(lot), "found": kind})
            if len(found) >= MOST:
                break
        return list(found.values())[:MOST]

    def _searches(self, text):
        """(kind, lots), the surest first; later ones only while there is room."""
        lots = self.env["stock.lot"]
        yield "code", self._by_code(text)
        own = Domain.OR(
            Domain(name, "ilike", text) for name in ("name", "ref", "jxc_vendor_lot")
        )
        yield "lot", lots.search(own, limit=MOST, order="id desc")
        yield "document", self._by_document(text)
        partners = self.env["res.partner"].search(
            [("display_name", "ilike", text)], limit=FEW
        )
        yield "partner", self._by_partner(partners)
        products = self.env["product.product"].search(
            [("display_name", "ilike", text), ("tracking", "!=", "none")], limit=FEW
        )
        by_product = [("product_id", "in", products.ids)]
        yield "product", lots.search(by_product, limit=MOST, order="id desc")

    def _by_code(self, text):
        """Lots of a barcode: a GS1 code with lot, a plain lot number, a product."""
        try:
            candidates = self.env["jxc.barcode"].resolve(text)
        except UserError:
            # what was typed begins like a GS1 code and is none
            return self.env["stock.lot"]
        exact = {row["lot_id"] for row in candidates if row.get("lot_id")}
        if exact:
            return self.env["stock.lot"].browse(sorted(exact, reverse=True))
        products = {row["product_id"] for row in candidates if row.get("product_id")}
        domain = [("product_id", "in", list(products))]
        return self.env["stock.lot"].search(domain, limit=MOST, order="id desc")

    def _by_document(self, text):
        """Lots in receipts, deliveries and orders the user may read."""
        found = Domain.FALSE
        for model, path in (
            ("stock.picking", "picking_id"),
            ("purchase.order", "move_id.purchase_line_id.order_id"),
            ("sale.order", "move_id.sale_line_id.order_id"),
        ):
            records = self.env[model]
            if records.has_access("read"):
                ids = records.search([("name", "ilike", text)], limit=FEW).ids
                found |= Domain(path, "in", ids) if ids else Domain.FALSE
        return self._of_lines(found)

    def _by_partner(self, partners):
        if not partners:
            return self.env["stock.lot"]
        family = Domain("partner_id", "child_of", partners.commercial_partner_id.ids)
        return self._of_lines(Domain("picking_id", "any", family))

    def _of_lines(self, domain):
        """Lots of the done lines of these documents, newest first."""
        if domain.is_false():
            return self.env["stock.lot"]
        # sudo: the documents were found with the user's rights, the lots follow
        lines = self.env["stock.move.line"].sudo()
        done = Domain("state", "=", "done") & Domain("lot_id", "!=", False)
        mine = Domain("company_id", "in", self.env.companies.ids)
        rows = lines._read_group(
            domain & done & mine, ["lot_id"], limit=MOST, order="lot_id desc"
        )
        ids = [lot.id for (lot,) in rows]
        return self.env["stock.lot"].search([("id", "in", ids)], order="id desc")
