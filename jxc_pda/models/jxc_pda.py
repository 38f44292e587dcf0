"""What the look-up page shows for a code: candidates and cards, never a price."""

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError

MAX_ROWS = 200


class JxcPda(models.AbstractModel):
    _name = "jxc.pda"
    _description = "PDA Look-up"

    @api.model
    @api.readonly
    def look_up(self, code):
        """Candidates for a scanned code, with the card when there is just one.

        :param str code: the scanned text.
        :return: dict ``code``, ``candidates`` (see ``jxc.barcode.resolve``, shortened),
            ``card`` (see :meth:`card`) or None, ``error`` (text) or None.
        """
        self._pda_check_role()
        result = {"code": code, "candidates": [], "card": None, "error": None}
        try:
            found = self.env["jxc.barcode"].resolve(code)
        except UserError as error:
            return {**result, "error": str(error)}
        result["candidates"] = [self._pda_candidate(item) for item in found]
        if len(found) == 1:
            result["card"] = self.card(found[0]["model"], found[0]["id"], found[0])
        return result

    @api.model
    @api.readonly
    def card(self, model, record_id, scanned=None):
        """All that the page shows of one record, in the user's language.

        :param scanned: candidate of the resolver; adds what the code itself said.
        :return: dict ``kind, model, id, title, subtitle, image, badge {text, tone},
            facts [{label, value}], stock {…} or None, sections [{title, rows,
            empty}], links [{label, url}]``.
        :raise UserError: a model without card, a deleted record.
        :raise AccessError: no right to read the record.
        """
        self._pda_check_role()
        kind = self._pda_kinds().get(model) if isinstance(model, str) else None
        if not kind or type(record_id) is not int:
            raise UserError(self.env._("There is no card for this kind of record."))
        record = self.env[model].browse(record_id).exists()
        if not record:
            raise UserError(self.env._("This record has been deleted meanwhile."))
        record.check_access("read")
        card = {
            "kind": kind,
            "kind_name": self._pda_kind_names()[kind],
            "model": model,
            "id": record_id,
            "title": record.display_name,
            "subtitle": None,
            "image": None,
            "badge": None,
            "facts": [],
            "stock": None,
            "sections": [],
            "links": [],
        }
        card.update(getattr(self, f"_pda_card_{kind}")(record))
        card["facts"] = self._pda_scanned(scanned) + card["facts"]
        card["links"] += self._pda_links(record, kind)
        return card

    @api.model
    def _pda_check_role(self):
        """:raise AccessError: a user without any role of JXC."""
        if not self.env.user.has_group("jxc_base.group_jxc_user"):
            raise AccessError(self.env._("The PDA is for users with a JXC role."))

    @api.model
    def _pda_kinds(self):
        """Models with a card: model → kind, for ``_pda_card_<kind>(record)``."""
        kinds = dict.fromkeys(
            self.env["jxc.barcode"]._jxc_document_models(), "document"
        )
        return {
            "product.product": "product",
            "product.uom": "packing",
            "stock.lot": "lot",
            "stock.location": "location",
            "stock.package": "package",
            "stock.picking.type": "operation_type",
            **kinds,
        }

    @api.model
    def _pda_kind_names(self):
        return {
            "product": self.env._("Product"),
            "packing": self.env._("Packing"),
            "lot": self.env._("Lot / Serial"),
            "location": self.env._("Location"),
            "package": self.env._("Package"),
            "operation_type": self.env._("Operation Type"),
            "document": self.env._("Document"),
        }

    def _pda_candidate(self, item):
        return {
            "kind": item["kind"],
            "kind_name": self._pda_kind_names()[item["kind"]],
            "model": item["model"],
            "id": item["id"],
            "name": item["name"],
            "detail": item.get("product") if item["kind"] == "lot" else item["code"],
        }

    def _pda_scanned(self, scanned):
        """What a GS1 code said about quantity, lot and expiry."""
        if not isinstance(scanned, dict) or "uom" not in scanned:
            return []
        facts = []
        if scanned.get("quantity") not in (None, 1):
            text = f"{self._pda_number(scanned['quantity'])} {scanned['uom']}"
            facts.append(self._pda_fact(self.env._("Quantity in the code"), text))
        if scanned.get("lot") and not scanned.get("lot_id"):
            text = self.env._("%(lot)s (not known yet)", lot=scanned["lot"])
            facts.append(self._pda_fact(self.env._("Lot in the code"), text))
            if scanned.get("expiry"):
                label = self.env._("Expiry in the code")
                facts.append(self._pda_fact(label, scanned["expiry"]))
        return facts

    def _pda_links(self, record, kind):
        labels = self.env["jxc.label"]
        links = []
        if record._name in labels._jxc_kinds():
            text = self.env._("Print Label")
            links.append({"label": text, "url": labels._url(record), "kind": "print"})
        if kind == "document":
            url = f"/odoo/{record._name}/{record.id}"
            text = self.env._("Open in the Web Client")
            links.append({"label": text, "url": url, "kind": "open"})
        return links

    # --- small builders

    @staticmethod
    def _pda_fact(label, value):
        return {"label": label, "value": value}

    @staticmethod
    def _pda_number(value):
        """A quantity without needless zeros, at most three decimals."""
        return f"{value:,.3f}".rstrip("0").rstrip(".")

    def _pda_facts(self, *pairs):
        """Facts of the pairs (label, value) that have a value."""
        return [self._pda_fact(label, value) for label, value in pairs if value]

    def _pda_may(self, record):
        """Whether the user may open the card of ``record``."""
        try:
            record.check_access("read")
        except (AccessError, MissingError):
            return False
        return True

    def _pda_target(self, record):
        return {"model": record._name, "id": record.id} if record else None
