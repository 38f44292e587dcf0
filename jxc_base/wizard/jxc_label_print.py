from odoo import api, fields, models


class JxcLabelPrint(models.TransientModel):
    _name = "jxc.label.print"
    _description = "Print Labels"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    record_count = fields.Integer(string="Records", compute="_compute_counts")
    label_count = fields.Integer(string="Labels", compute="_compute_counts")
    size_id = fields.Many2one("jxc.label.size", string="Label Size", required=True)
    copies = fields.Integer(string="Copies of Each", default=1, required=True)

    _copies_positive = models.Constraint(
        "CHECK(copies BETWEEN 1 AND 1000)", "Print 1 to 1,000 copies."
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        model, ids = self._jxc_records(
            self.env.context.get("active_model"),
            self.env.context.get("active_ids") or [],
        )
        kind = self.env["jxc.label"]._jxc_kinds().get(model)
        size = self.env["jxc.label.size"]._jxc_default(kind)
        values.update(res_model=model, res_ids=ids, size_id=size.id)
        return values

    @api.model
    def _jxc_records(self, model, ids):
        """Templates stand for their variants."""
        if model != "product.template":
            return model, ids
        variants = self.env[model].browse(ids).product_variant_ids
        return "product.product", variants.ids

    @api.depends("res_ids", "copies")
    def _compute_counts(self):
        for wizard in self:
            wizard.record_count = len(wizard.res_ids or [])
            wizard.label_count = wizard.record_count * max(wizard.copies, 0)

    def action_print(self):
        """Open the printable page in a new tab; errors are told here, not there."""
        self.ensure_one()
        labels = self.env["jxc.label"]
        records = self.env[self.res_model].browse(self.res_ids)
        labels._page(records, self.size_id, self.copies)
        return {
            "type": "ir.actions.act_url",
            "url": labels._url(records, self.size_id, self.copies),
            "target": "new",
        }
