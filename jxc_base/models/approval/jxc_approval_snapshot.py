"""What a document looked like when it was decided about, and where from."""

from lxml import etree
from markupsafe import Markup

from odoo import api, fields, models

from ..common.request_origin import origin


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    jxc_has_trail = fields.Boolean(compute="_compute_jxc_has_trail")

    @api.depends("review_ids")
    def _compute_jxc_has_trail(self):
        # sudo: whether there is one, whoever may read it
        groups = (
            self.env["jxc.approval.entry"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
            )
        )
        known = {res_id for (res_id,) in groups}
        for record in self:
            record.jxc_has_trail = record.id in known

    def action_jxc_approval_trail(self):
        """Open who decided what about this document, the latest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_approval_entry_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return action

    def _add_tier_validation_buttons(self, node, params):
        """The trail stands beside the buttons; a refused document is asked again."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='request_validation']"):
            button.set("invisible", "not need_validation or hide_reviews")
        for button in buttons.xpath("//button[@name='restart_validation']"):
            hidden = "not review_ids or hide_reviews or validation_status == 'rejected'"
            button.set("invisible", hidden)
        etree.SubElement(buttons, "field", {"name": "jxc_has_trail", "invisible": "1"})
        etree.SubElement(
            buttons,
            "button",
            {
                "name": "action_jxc_approval_trail",
                "type": "object",
                "string": self.env._("Approval Trail"),
                "invisible": "not jxc_has_trail",
            },
        )
        return buttons

    def _prepare_jxc_entry(self, kind, review, approver, user):
        via, address = origin()
        return {
            **super()._prepare_jxc_entry(kind, review, approver, user),
            "via": via,
            "address": address,
            "snapshot": self._jxc_snapshot(),
        }

    def _jxc_snapshot(self):
        """Return what the page of the document shows, as text by field name."""
        # sudo: readers see of it what they may see of the document
        document = self.sudo()
        names = [*self._jxc_page_fields, self._jxc_page_total]
        return {
            "fields": self._jxc_page_texts(document, filter(None, names)),
            "lines": [
                self._jxc_page_texts(line, self._jxc_page_line_fields)
                for line in document._jxc_page_line_records()
            ],
        }

    def _jxc_page_texts(self, record, names):
        return {name: self._jxc_page_value(record, name) for name in names}


class JxcApprovalEntry(models.Model):
    _inherit = "jxc.approval.entry"

    snapshot_html = fields.Html(
        "Document at That Time", compute="_compute_snapshot_html", sanitize=False
    )

    @api.depends("snapshot")
    @api.depends_context("uid", "lang")
    def _compute_snapshot_html(self):
        for entry in self:
            visible = entry._snapshot_visible()
            entry.snapshot_html = entry._snapshot_html() if visible else False

    def _snapshot_visible(self):
        """Tell whether this user may see what the document looked like."""
        self.ensure_one()
        if self.res_model not in self.env:
            return False
        document = self.env[self.res_model].browse(self.res_id)
        if not document.exists():
            return self.env.user.has_group("jxc_base.group_jxc_admin")
        return document.has_access("read")

    def _snapshot_html(self):
        # sudo: the caller asked whether the document may be seen; fields are below
        snapshot = self.sudo().snapshot or {}
        document = self.env[self.res_model]
        header = self._rows(document, [snapshot.get("fields") or {}])
        lines = snapshot.get("lines") or []
        name = document._jxc_page_lines
        table = self._rows(self.env[document._fields[name].comodel_name], lines)
        return header + table if lines else header

    def _rows(self, model, rows):
        """A table of texts by field name, without the fields this user may not see."""
        names = [
            name
            for name in (rows[0] if rows else ())
            if name in model._fields
            and model._has_field_access(model._fields[name], "read")
        ]
        labels = [model._fields[name]._description_string(self.env) for name in names]
        head = self._row("th", labels)
        body = [self._row("td", [row.get(name) for name in names]) for row in rows]
        return Markup('<table class="table table-sm w-auto">{}</table>').format(
            Markup("").join([head, *body])
        )

    def _row(self, tag, texts):
        cells = [
            Markup("<{tag}>{text}</{tag}>").format(tag=Markup(tag), text=text or "")
            for text in texts
        ]
        return Markup("<tr>{}</tr>").format(Markup("").join(cells))
