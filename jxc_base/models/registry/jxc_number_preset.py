from odoo import api, fields, models
from odoo.fields import Domain

DATE_PART = "%(year)s%(month)s%(day)s-"
WAREHOUSE_TYPES = {
    "incoming": "in_type_id",
    "outgoing": "out_type_id",
    "internal": "int_type_id",
}


class JxcNumberPreset(models.Model):
    _name = "jxc.number.preset"
    _description = "Document Number Preset"
    _order = "sequence, id"

    name = fields.Char(string="Document", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    prefix = fields.Char(
        required=True, help="Stands before the date: CGDD-20260305-0001"
    )
    padding = fields.Integer(string="Digits", default=4, required=True)
    reset = fields.Selection(
        [
            ("none", "Never"),
            ("daily", "Every day"),
            ("monthly", "Every month"),
            ("yearly", "Every year"),
        ],
        string="Restart Numbers",
        default="daily",
        required=True,
    )
    sequence_code = fields.Char(
        help="Code of the sequence that the document draws its number from.",
    )
    picking_code = fields.Selection(
        [
            ("incoming", "Receipts"),
            ("outgoing", "Deliveries"),
            ("internal", "Transfers"),
        ],
        string="Operation Type",
        help="All warehouses of a company share this one sequence.",
    )
    example = fields.Char(compute="_compute_example")

    _prefix_uniq = models.Constraint(
        "UNIQUE(prefix)", "Two documents must not have the same prefix."
    )
    _target_given = models.Constraint(
        "CHECK(sequence_code IS NOT NULL OR picking_code IS NOT NULL)",
        "Name a sequence code or an operation type.",
    )
    _padding_sane = models.Constraint(
        "CHECK(padding BETWEEN 1 AND 9)", "The number has 1 to 9 digits."
    )

    @api.depends("prefix", "padding", "reset")
    def _compute_example(self):
        day = f"{self.env.company._jxc_today():%Y%m%d}-"
        for preset in self:
            date_part = "" if preset.reset == "none" else day
            number = "1".zfill(preset.padding or 1)
            preset.example = f"{preset.prefix or ''}-{date_part}{number}"

    @api.model
    def _apply(self, company):
        """Give the documents of ``company`` the numbers of the active presets.

        Idempotent: running numbers go on. Every sequence becomes the company's own.

        :param company: one ``res.company`` record.
        :return: the ``ir.sequence`` records that were set.
        """
        company.ensure_one()
        # sudo: presets are the administrator's; setting up a company reads them
        presets = self.sudo().search([])
        scoped = presets.with_company(company)
        sequences = self.env["ir.sequence"]
        for preset in scoped:
            sequences |= preset._apply_one(company)
        # sudo: one flag of the company that only this method sets
        company.sudo().jxc_numbers_applied = True
        return sequences

    def _apply_one(self, company):
        code = self.sequence_code or f"jxc.picking.{self.picking_code}"
        sequence = self._company_sequence(code, company)
        changes = {
            field: value
            for field, value in self._sequence_vals().items()
            if sequence[field] != value
        }
        if changes:
            sequence.write(changes)
        if self.picking_code:
            self._use_in_warehouses(sequence, company)
        return sequence

    def _sequence_vals(self):
        date_part = "" if self.reset == "none" else DATE_PART
        return {
            "prefix": f"{self.prefix}-{date_part}",
            "suffix": False,
            "padding": self.padding,
            "jxc_reset": self.reset,
        }

    def _company_sequence(self, code, company):
        # sudo: called by the settings' administrator for the whole company
        sequences = self.env["ir.sequence"].sudo()
        found = sequences.search(
            [("code", "=", code), ("company_id", "=", company.id)], limit=1
        )
        return found or sequences.create(
            {
                "name": self.name,
                "code": code,
                "company_id": company.id,
                **self._sequence_vals(),
            }
        )

    def _use_in_warehouses(self, sequence, company):
        # sudo: as above; operation types belong to stock managers
        warehouses = self.env["stock.warehouse"].sudo().with_context(active_test=False)
        types = warehouses.search([("company_id", "=", company.id)]).mapped(
            WAREHOUSE_TYPES[self.picking_code]
        )
        types.filtered(lambda t: t.sequence_id != sequence).sequence_id = sequence

    @api.model
    def _apply_to_new_warehouses(self, companies):
        # sudo: whoever makes a warehouse gets the company's numbers
        presets = self.sudo().search(Domain("picking_code", "!=", False))
        for company in companies.filtered("jxc_numbers_applied"):
            for preset in presets.with_company(company):
                preset._apply_one(company)

    def action_apply(self):
        """Apply all presets to the current company and say so."""
        self.env["jxc.number.preset"].check_access("write")
        sequences = self._apply(self.env.company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s kinds of documents are numbered by the presets now.",
                    count=len(sequences),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
