from itertools import groupby

from odoo import api, fields, models


class JxcCutoverRow(models.Model):
    """Which row of which file made which record; gone when the load is taken back."""

    _name = "jxc.cutover.row"
    _description = "Loaded Row"
    _order = "id"

    load_id = fields.Many2one(
        "jxc.cutover.load", required=True, readonly=True, ondelete="cascade", index=True
    )
    sheet_id = fields.Many2one("jxc.cutover.sheet", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    number = fields.Integer("Row", readonly=True)
    key = fields.Char(
        readonly=True, help="Empty: made on the way, for instance a category."
    )
    res_model = fields.Char("Technical Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )

    # A key loads once, whoever is faster
    _key_uniq = models.UniqueIndex(
        "(sheet_id, company_id, lower(key)) WHERE key IS NOT NULL",
        "One of the rows was loaded already.",
    )

    @api.model
    @api.private
    def _note(self, load, rows, made, others=()):
        """Remember what a load made.

        :param made: one record per row, in their order
        :param others: recordsets made on the way
        """
        common = {
            "load_id": load.id,
            "sheet_id": load.sheet_id.id,
            "company_id": load.company_id.id,
        }
        key = load.sheet_id.key
        vals_list = [
            {**common, "res_model": record._name, "res_id": record.id}
            for records in others
            for record in records
        ] + [
            {
                **common,
                "number": row.number,
                "key": str(row.values[key]),
                "res_model": record._name,
                "res_id": record.id,
            }
            for row, record in zip(rows, made, strict=True)
        ]
        # sudo: nobody may write these notes by themselves
        return self.sudo().create(vals_list)

    @api.model
    def _loaded_keys(self, sheet):
        found = self._read_group(
            [
                ("sheet_id", "=", sheet.id),
                ("company_id", "=", self.env.company.id),
                ("key", "!=", False),
            ],
            ["key"],
        )
        return {key.lower() for (key,) in found}

    def _records(self):
        """The records behind these rows, the latest first, one recordset per model."""
        ordered = self.sorted("id", reverse=True)
        for model, rows in groupby(ordered, key=lambda row: row.res_model):
            yield self.env[model].browse([row.res_id for row in rows]).exists()
