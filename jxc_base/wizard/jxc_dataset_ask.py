from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcDatasetAsk(models.TransientModel):
    """Dimensions, measures and a period, chosen before a dataset is opened."""

    _name = "jxc.dataset.ask"
    _description = "Question to a Dataset"

    dataset_id = fields.Many2one("jxc.dataset", required=True, ondelete="cascade")
    description = fields.Text(related="dataset_id.description")
    date_field = fields.Char(related="dataset_id.date_field")
    offered_ids = fields.Many2many("jxc.dataset.field", compute="_compute_offered_ids")
    dimension_ids = fields.Many2many(
        "jxc.dataset.field",
        "jxc_dataset_ask_dimension_rel",
        string="Dimensions",
        compute="_compute_chosen",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', offered_ids), ('kind', '=', 'dimension')]",
    )
    measure_ids = fields.Many2many(
        "jxc.dataset.field",
        "jxc_dataset_ask_measure_rel",
        string="Measures",
        compute="_compute_chosen",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', offered_ids), ('kind', '=', 'measure')]",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")

    @api.depends("dataset_id")
    @api.depends_context("uid")
    def _compute_offered_ids(self):
        for ask in self:
            ask.offered_ids = ask.dataset_id.field_ids._visible()

    @api.depends("dataset_id")
    def _compute_chosen(self):
        for ask in self:
            first = ask.dataset_id.field_ids.filtered("is_default")._visible()
            ask.dimension_ids = first.filtered(lambda line: line.kind == "dimension")
            ask.measure_ids = first.filtered(lambda line: line.kind == "measure")

    def _period(self):
        if not (self.date_from or self.date_to):
            return None
        return [self.date_from, self.date_to]

    def action_open(self):
        """Open what was chosen as pivot table, chart and list."""
        self.ensure_one()
        lines = (self.dimension_ids | self.measure_ids)._visible()
        if not lines:
            raise UserError(self.env._("Choose at least one dimension or measure."))
        return self.dataset_id._open(
            lines, list(self.dataset_id._period_domain(self._period()))
        )

    def action_xlsx(self):
        """Download what was chosen as an Excel file."""
        self.ensure_one()
        specs = [self.dataset_id._group_spec(line) for line in self.dimension_ids]
        return self.dataset_id.action_xlsx(
            specs, self.measure_ids.mapped("path"), period=self._period()
        )
