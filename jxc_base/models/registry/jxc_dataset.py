from datetime import date, datetime, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...core import dataset as asking

MAX_YEAR = 9999  # the day after its last one is no date any more


class JxcDataset(models.Model):
    """What users may analyse by themselves, with the names of the business.

    A dataset never shows more than its model: every question runs with the rights and
    record rules of who asks, fields they may not read are not even offered.
    """

    _name = "jxc.dataset"
    _description = "Dataset"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="What one row is, units, what is left out."
    )
    model_id = fields.Many2one(
        "ir.model", "Data Model", required=True, readonly=True, ondelete="cascade"
    )
    model = fields.Char(related="model_id.model", store=True, string="Technical Model")
    date_field = fields.Char(
        "Period by", help="Technical name of the date that periods are about."
    )
    group_ids = fields.Many2many("res.groups", string="Roles", required=True)
    field_ids = fields.One2many("jxc.dataset.field", "dataset_id", string="Fields")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another dataset has this code.")

    @api.constrains("model_id", "date_field")
    def _check_date_field(self):
        for dataset in self:
            model = self.env.get(dataset.model)
            if model is None:
                raise ValidationError(
                    self.env._("%(model)s does not exist.", model=dataset.model)
                )
            field = model._fields.get(dataset.date_field or "")
            if dataset.date_field and (
                field is None or field.type not in ("date", "datetime")
            ):
                raise ValidationError(
                    self.env._("%(field)s is no date.", field=dataset.date_field)
                )

    @api.constrains("group_ids", "model_id")
    def _check_group_ids(self):
        """A role never gets more than the model's own rights give it."""
        access = self.env["ir.model.access"]
        for dataset in self:
            allowed = access._get_access_groups(dataset.model, "read")
            for group in dataset.group_ids:
                if not allowed.matches(group.all_implied_ids.ids):
                    raise ValidationError(
                        self.env._(
                            "%(group)s may not read %(model)s: give the role the "
                            "right first.",
                            group=group.full_name,
                            model=dataset.model_id.name,
                        )
                    )

    # --- asking ---------------------------------------------------------------

    @api.readonly
    def get_fields(self):
        """Return what the current user may ask of this dataset.

        :return: ``{"dimensions": [{"name", "label", "granularity"}],
            "measures": [{"name", "label", "aggregate"}]}``
        """
        self.ensure_one()
        offers = self._offers()
        return {
            "dimensions": [
                {"name": o.name, "label": o.label, "granularity": o.how}
                for o in offers["dimension"].values()
            ],
            "measures": [
                {"name": o.name, "label": o.label, "aggregate": o.how}
                for o in offers["measure"].values()
            ],
        }

    @api.readonly
    def query(
        self, dimensions, measures, domain=None, period=None, limit=None, order=None
    ):
        """Answer a grouped question with the rights of the current user.

        :param dimensions: names, dates as ``"date"`` or ``"date:quarter"``
        :param measures: names, as ``"amount"`` or ``"amount:avg"``
        :param domain: further search domain over the model
        :param period: ``[first day, last day]``, both included, company time; either
            may be empty
        :param limit: rows, at most 100,000 (and that many when None)
        :param order: ``"amount desc"``; None: by the dimensions
        :return: ``{"columns": [{"name", "label", "kind"}], "rows": [[…]],
            "limited": bool}``; links as ``[id, name]``, dates as ``[value, label]``,
            no data as None
        :raises UserError: something that the dataset does not offer
        :raises AccessError: the dataset or its records are not for this user
        """
        self.ensure_one()
        self.check_access("read")
        groups, figures = self._specs(dimensions, measures)
        wanted = self._rows_wanted(limit)
        zone = self.env.company._jxc_timezone().zone
        found = (
            self.env[self.model]
            .with_context(tz=zone)
            .formatted_read_group(
                self._domain(domain, period),
                groups,
                figures,
                limit=wanted + 1,
                order=self._order_by(order, [*groups, *figures]),
            )
        )
        return {
            "columns": self._columns(groups, figures),
            "rows": [
                [self._plain(row[spec]) for spec in (*groups, *figures)]
                for row in found[:wanted]
            ],
            "limited": len(found) > wanted,
        }

    def _offers(self):
        visible = self.field_ids._visible()
        return {
            kind: {
                line.path: line._offer()
                for line in visible.filtered(lambda line, kind=kind: line.kind == kind)
            }
            for kind in ("dimension", "measure")
        }

    def _specs(self, dimensions, measures):
        offers = self._offers()
        try:
            groups = asking.specs(
                dimensions or (), offers["dimension"], asking.GRANULARITIES
            )
            figures = asking.specs(measures or (), offers["measure"], asking.AGGREGATES)
        except (KeyError, ValueError, TypeError) as error:
            raise UserError(self._not_offered(error)) from error
        if not groups and not figures:
            raise UserError(self.env._("Choose at least one dimension or measure."))
        return groups, figures

    def _not_offered(self, error):
        return self.env._(
            "%(dataset)s does not offer %(what)s.",
            dataset=self.name,
            what=error.args[0] if error.args else "",
        )

    def _rows_wanted(self, limit):
        try:
            return asking.rows_wanted(limit)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The number of rows is between 1 and %(most)s.",
                    most=asking.MAX_ROWS,
                )
            ) from error

    def _order_by(self, text, columns):
        if not text:
            return None
        try:
            return asking.order(text, columns)
        except (KeyError, ValueError, AttributeError) as error:
            raise UserError(self._not_offered(error)) from error

    def _domain(self, domain, period):
        try:
            found = Domain(domain or [])
            found.validate(self.env[self.model])
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("This is no valid filter: %(error)s", error=error)
            ) from error
        return found & self._period_domain(period)

    def _period_domain(self, period):
        first, last = self._days(period or (None, None))
        if not (first or last):
            return Domain.TRUE
        if not self.date_field:
            raise UserError(self.env._("%(name)s has no periods.", name=self.name))
        moment = self.env[self.model]._fields[self.date_field].type == "datetime"
        bound = self._midnight if moment else fields.Date.to_string
        found = Domain.TRUE
        if first:
            found &= Domain(self.date_field, ">=", bound(first))
        if last:
            found &= Domain(self.date_field, "<", bound(last + timedelta(days=1)))
        return found

    def _days(self, period):
        try:
            first, last = period
            days = [fields.Date.to_date(day or None) for day in (first, last)]
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("A period is a first and a last day.")
            ) from error
        if any(day and day.year >= MAX_YEAR for day in days):
            raise UserError(self.env._("A period ends before the year 9999."))
        if all(days) and days[0] > days[1]:
            raise UserError(self.env._("The period ends before it begins."))
        return days

    def _midnight(self, day: date):
        zone = self.env.company._jxc_timezone()
        local = zone.localize(datetime(day.year, day.month, day.day))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _columns(self, groups, figures):
        offers, columns = self._offers(), []
        for kind, specs in (("dimension", groups), ("measure", figures)):
            for spec in specs:
                name = spec.partition(":")[0]
                columns.append(
                    {
                        "name": spec,
                        "label": offers[kind][name].label,
                        "kind": self._kind(kind, name),
                    }
                )
        return columns

    def _kind(self, kind, path):
        lines = self.field_ids.filtered(lambda ln: (ln.kind, ln.path) == (kind, path))
        return lines._target().type

    def _plain(self, value):
        return None if value is False else value
