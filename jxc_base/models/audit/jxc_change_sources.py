"""Every way records change ends here: create, write and unlink of the base model."""

from datetime import date, datetime

from odoo import api, fields, models

from ...core import changes

NOTHING = ({}, False, False)


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        kinds, on_create, _on_delete = self._jxc_watched()
        if on_create and records:
            records._jxc_note_all("create", kinds)
        return records

    def write(self, vals):
        kinds = self._jxc_watched()[0]
        names = kinds.keys() & vals.keys() if kinds else ()
        if not names or not self:
            return super().write(vals)
        before = self._jxc_values(names)
        result = super().write(vals)
        self._jxc_note_changes(kinds, names, before)
        return result

    def unlink(self):
        kinds, _on_create, on_delete = self._jxc_watched()
        if on_delete and self:
            self._jxc_note_all("unlink", kinds)
        return super().unlink()

    @api.model
    def _jxc_watched(self):
        """What is tracked of this model; nothing while addons are being installed."""
        if not self.pool.ready or self._transient:
            return NOTHING
        return self.env["jxc.change.rule"]._watched().get(self._name, NOTHING)

    def _jxc_values(self, names):
        # sudo: the trail holds what was, whoever may read it; shown to few
        return {
            record.id: {name: record._jxc_value(name) for name in names}
            for record in self.sudo()
            if isinstance(record.id, int)
        }

    def _jxc_value(self, name):
        value = self[name]
        return frozenset(value.ids) if self._fields[name].type == "many2many" else value

    def _jxc_note_changes(self, kinds, names, before):
        after = self._jxc_values(names)
        rows = []
        for record in self.sudo():  # sudo: see _jxc_values
            found = changes.differences(
                before.get(record.id, {}), after.get(record.id, {}), record._jxc_same
            )
            rows += [
                record._jxc_change("write", kinds[change[0]], *change)
                for change in found
            ]
        self.env["jxc.change.log"]._note(rows)

    def _jxc_note_all(self, kind, kinds):
        """One entry per tracked field that has a value; one if there is none."""
        rows = []
        for record in self.sudo():  # sudo: see _jxc_values
            values = [(name, record._jxc_value(name)) for name in sorted(kinds)]
            filled = [(name, value) for name, value in values if value]
            for name, value in filled or [(None, None)]:
                pair = (value, None) if kind == "unlink" else (None, value)
                about = kinds.get(name) or next(iter(kinds.values()), "other")
                rows.append(record._jxc_change(kind, about, name, *pair))
        self.env["jxc.change.log"]._note(rows)

    def _jxc_same(self, name, old, new):
        """Numbers that are shown the same are the same."""
        field = self._fields[name]
        if field.type not in ("float", "monetary") or old is None or new is None:
            return False
        return self._jxc_text(name, old) == self._jxc_text(name, new)

    def _jxc_change(self, kind, about, name, old, new):
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": changes.shortened(self.display_name or ""),
            "company_id": self._jxc_change_company().id,
            "kind": kind,
            "about": about,
            "field": name,
            "old_value": self._jxc_text(name, old),
            "new_value": self._jxc_text(name, new),
        }

    def _jxc_change_company(self):
        """The record's company; of what is shared the one the user works in."""
        field = self._fields.get("company_id")
        linked = field and field.comodel_name == "res.company"
        own = self["company_id"] if linked else self.env["res.company"]
        return own[:1] or self.env.company

    def _jxc_text(self, name, value):
        """``value`` as the trail keeps it; None for nothing."""
        if value is None or name is None:
            return None
        field = self._fields[name]
        if isinstance(value, frozenset):
            records = self.env[field.comodel_name].browse(sorted(value))
            value = ", ".join(records.exists().mapped("display_name"))
        elif isinstance(value, models.BaseModel):
            value = value.display_name
        elif isinstance(value, bool) and field.type == "boolean":
            value = self.env._("yes") if value else self.env._("no")
        elif field.type == "selection" and value:
            value = dict(field._description_selection(self.env)).get(value, value)
        elif isinstance(value, float):
            value = f"{value:.6f}".rstrip("0").rstrip(".")
        elif isinstance(value, (date, datetime)):
            value = (
                fields.Datetime.to_string(value)
                if isinstance(value, datetime)
                else value.isoformat()
            )
        return changes.shortened(str(value)) if value not in (None, False, "") else None
