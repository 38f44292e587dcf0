from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...core.dataset import Offer

NUMERIC = ("integer", "float", "monetary")


class JxcDatasetField(models.Model):
    """A dimension or a measure of a dataset."""

    _name = "jxc.dataset.field"
    _description = "Field of a Dataset"
    _order = "kind, sequence, id"

    dataset_id = fields.Many2one(
        "jxc.dataset", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("dimension", "Dimensions"), ("measure", "Measures")],
        required=True,
        default="dimension",
    )
    path = fields.Char(
        "Field",
        required=True,
        help="Technical name of the field; a dimension may follow a link: "
        "product_id.categ_id.",
    )
    label = fields.Char(translate=True, help="Empty: the label of the field.")
    granularity = fields.Selection(
        [
            ("day", "Day"),
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
        ],
        help="How dates are grouped unless somebody asks for another way.",
    )
    aggregator = fields.Selection(
        [
            ("sum", "Added Up"),
            ("avg", "Average"),
            ("min", "Lowest"),
            ("max", "Highest"),
            ("count", "Count"),
            ("count_distinct", "Number of different ones"),
        ]
    )
    is_default = fields.Boolean(
        "At Once", help="Shown when the dataset is opened, before anybody chooses."
    )

    _path_uniq = models.UniqueIndex(
        "(dataset_id, kind, path)", "A field stands once among the dimensions."
    )

    @api.depends("label", "path", "dataset_id.model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            field = line._target()
            label = field._description_string(self.env) if field is not None else None
            line.display_name = line.label or label or line.path

    @api.constrains("kind", "path", "granularity", "aggregator", "dataset_id")
    def _check_path(self):
        for line in self:
            field = line._target()
            if field is None:
                raise ValidationError(line._complaint(self.env._("no such field")))
            if problem := line._problem(field):
                raise ValidationError(line._complaint(problem))

    def _complaint(self, problem):
        return self.env._(
            "%(path)s of %(dataset)s: %(problem)s.",
            path=self.path,
            dataset=self.dataset_id.name,
            problem=problem,
        )

    def _problem(self, field):
        """What is wrong with this line, in words; None when it can be asked for."""
        dated = field.type in ("date", "datetime")
        if self.kind == "dimension" and dated != bool(self.granularity):
            return self.env._("dates, and dates only, have a granularity")
        if self.kind == "measure":
            if not self.aggregator:
                return self.env._("a measure says how it is added up")
            counted = self.aggregator in ("count", "count_distinct")
            if not counted and field.type not in NUMERIC:
                return self.env._("only numbers can be added up")
        return None if self._is_askable() else self.env._("it is not stored")

    def _is_askable(self):
        """Tell whether SQL can group by it or add it up, without running anything."""
        # sudo: whether the field can be asked for at all, not by whom
        model = self.env[self.dataset_id.model].sudo()
        query = model._search(Domain.TRUE)
        offer = self._offer()
        spec = f"{offer.name}:{offer.how}" if offer.how else offer.name
        try:
            if self.kind == "measure":
                model._read_group_select(spec, query)
            else:
                model._read_group_groupby(model._table, spec, query)
        except (ValueError, KeyError, NotImplementedError):
            return False
        return True

    def _target(self):
        """The field at the end of the path; None where there is none."""
        model = self.env.get(self.dataset_id.model or "")
        names = (self.path or "").split(".")
        if model is None or len(names) > 2 or (len(names) > 1 and self._is_measure()):
            return None
        for name in names[:-1]:
            field = model._fields.get(name)
            if field is None or field.type != "many2one":
                return None
            model = self.env[field.comodel_name]
        return model._fields.get(names[-1])

    def _is_measure(self):
        return self.kind == "measure"

    def _offer(self):
        how = self.aggregator if self._is_measure() else self.granularity
        return Offer(self.path, self.display_name, how or None)

    def _visible(self):
        """Those whose fields the current user may read."""
        return self.filtered(lambda line: line._is_readable())

    def _is_readable(self):
        model = self.env[self.dataset_id.model]
        try:
            for name in self.path.split("."):
                field = model._fields[name]
                model._check_field_access(field, "read")
                model = self.env[field.comodel_name] if field.relational else model
        except (AccessError, KeyError):
            return False
        return True
