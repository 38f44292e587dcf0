"""Cards of documents: state, partner, dates, lines with quantities, the way so far."""

from datetime import datetime

from odoo import fields, models

# Model → (field of the lines, demand, done, unit, date of the document).
LINES = {
    "stock.picking": (
        "move_ids",
        "product_uom_qty",
        "quantity",
        "product_uom",
        "scheduled_date",
    ),
    "purchase.order": (
        "order_line",
        "product_qty",
        "qty_received",
        "product_uom_id",
        "date_planned",
    ),
    "sale.order": (
        "order_line",
        "product_uom_qty",
        "qty_delivered",
        "product_uom_id",
        "commitment_date",
    ),
    "purchase.request": (
        "line_ids",
        "product_qty",
        "qty_done",
        "product_uom_id",
        "date_start",
    ),
}
TONES = {"done": "ok", "cancel": "danger", "rejected": "danger", "draft": "muted"}


class JxcPda(models.AbstractModel):
    _inherit = "jxc.pda"

    def _pda_card_document(self, document):
        sections = [self._pda_document_lines(document)]
        if "jxc_timeline" in document._fields:
            sections.append(self._pda_document_way(document.jxc_timeline or []))
        # sudo on the model: its name only
        return {
            "title": document.name,
            "subtitle": document.env["ir.model"]._get(document._name).sudo().name,
            "badge": self._pda_state(document),
            "facts": self._pda_document_facts(document),
            "sections": [section for section in sections if section],
        }

    def _pda_state(self, document):
        states = dict(document._fields["state"]._description_selection(self.env))
        tone = TONES.get(document.state, "info")
        return {"text": states.get(document.state, document.state), "tone": tone}

    def _pda_document_facts(self, document):
        moment = document[LINES[document._name][4]]
        return self._pda_facts(
            (self.env._("Partner"), self._pda_partner(document)),
            (self.env._("Date"), moment and self._pda_date(moment)),
            (self.env._("From → To"), self._pda_route(document)),
            (self.env._("Source"), document.origin),
        )

    def _pda_partner(self, document):
        if "partner_id" not in document._fields:
            return None
        # sudo: the name of the partner stands on the document the user may read
        return document.sudo().partner_id.display_name

    def _pda_route(self, document):
        if document._name != "stock.picking":
            return None
        # sudo: names of places, printed on the same slip
        picking = document.sudo()
        names = (picking.location_id, picking.location_dest_id)
        return " → ".join(location.display_name for location in names)

    def _pda_date(self, moment):
        if isinstance(moment, datetime):
            moment = fields.Datetime.context_timestamp(self, moment)
        return moment.strftime("%Y-%m-%d")

    def _pda_document_lines(self, document):
        names = LINES[document._name]
        # sudo: lines belong to the document the user may read; only product and
        # quantities are taken, no price.
        lines = document.sudo()[names[0]].filtered("product_id")
        lines = lines.filtered(lambda line: line.product_id.type != "service")
        return {
            "title": self.env._("Lines"),
            "rows": [self._pda_line(line, names) for line in lines],
            "empty": self.env._("This document has no lines."),
        }

    def _pda_line(self, line, names):
        _lines, demand, done, unit, _date = names
        product = line.product_id
        finished = line[done] if self._pda_counts(line) else 0
        wanted, moved = self._pda_number(line[demand]), self._pda_number(finished)
        complete = line[unit].compare(finished, line[demand]) >= 0
        return {
            "title": product.with_context(display_default_code=False).display_name,
            "detail": " · ".join(
                filter(None, (product.default_code, product.jxc_spec))
            ),
            "value": f"{moved} / {wanted} {line[unit].name}",
            "tone": "ok" if complete else None,
            "target": self._pda_target(product),
        }

    def _pda_counts(self, line):
        """The quantity of an open move is what is reserved, not what was done."""
        return line._name != "stock.move" or line.picked or line.state == "done"

    def _pda_document_way(self, stages):
        """Steps of the timeline: name, state, time; no amounts."""
        marks = {"done": "✓", "current": "●", "cancelled": "✕"}
        rows = [
            {
                "title": f"{marks.get(stage['state'], '○')} {stage['name']}",
                "detail": None,
                "value": (stage.get("at") or "")[:10] or None,
                "tone": "danger" if stage.get("late") else None,
                "target": None,
            }
            for stage in stages
            if stage["state"] != "skipped"
        ]
        return (
            {"title": self.env._("Way of the Document"), "rows": rows} if rows else {}
        )
