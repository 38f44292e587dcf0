from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...core import changes

ABOUT = [
    ("price", "Prices"),
    ("rule", "Rules and Approvals"),
    ("threshold", "Thresholds and Targets"),
    ("right", "Users and Rights"),
    ("setting", "Settings"),
    ("other", "Other"),
]
SKIPPED = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date"})


class JxcChangeRule(models.Model):
    """Which fields of which records leave a trace when they change."""

    _name = "jxc.change.rule"
    _inherit = "jxc.cached.mixin"
    _description = "Tracked Fields"
    _order = "about, sequence, id"

    name = fields.Char("Tracked Records", required=True, translate=True)
    sequence = fields.Integer(default=10)
    about = fields.Selection(ABOUT, "Kind of Change", required=True, default="other")
    model = fields.Char(
        "Technical Model",
        required=True,
        help="Kind of records, for instance product.template.",
    )
    field_names = fields.Text(
        "Fields",
        required=True,
        help="Technical names, separated by commas; jxc_* means all that begin so, * "
        "all, -last_* none of these. Passwords, keys and tokens are never written "
        "down.",
    )
    on_create = fields.Boolean("When Created")
    on_delete = fields.Boolean("When Deleted", default=True)
    active = fields.Boolean(default=True)
    tracked = fields.Text("Tracked Now", compute="_compute_tracked")

    @api.depends("model", "field_names")
    @api.depends_context("lang")
    def _compute_tracked(self):
        for rule in self:
            model = self.env.get(rule.model or "")
            names = rule._field_list() if model is not None else []
            labels = [
                model._fields[name]._description_string(self.env) for name in names
            ]
            rule.tracked = ", ".join(dict.fromkeys(labels))

    @api.constrains("model", "field_names")
    def _check_field_names(self):
        for rule in self.filtered("active"):
            if rule.model not in self.env:
                continue  # of an addon that is not installed
            for name in changes.patterns(rule.field_names):
                rule._check_name(name)

    def _check_name(self, name):
        if changes.is_secret(name):
            problem = self.env._("secrets are never written down")
        elif not changes.matching([name.removeprefix("-")], self._trackable()):
            problem = self.env._("no such stored field")
        else:
            return
        raise ValidationError(
            self.env._(
                "%(field)s of %(model)s: %(problem)s.",
                field=name,
                model=self.model,
                problem=problem,
            )
        )

    def _trackable(self):
        model = self.env[self.model]
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and name not in SKIPPED
            and field.type not in ("binary", "json", "one2many", "properties")
            and not (field.compute and field.readonly and not field.inverse)
            and not name.startswith("message_")
        ]

    def _field_list(self):
        return changes.matching(changes.patterns(self.field_names), self._trackable())

    @api.model
    @tools.ormcache()
    def _watched(self):
        """{model: ({field: kind of change}, noted when created, when deleted)}.

        Several rules about the same records add up; the first one names the kind.
        """
        if not tools.sql.table_exists(self.env.cr, self._table):
            return {}  # code newer than the database, before its upgrade
        found = {}
        # sudo: the rules hold for everybody, whoever may read them
        for rule in self.sudo().search([]):
            if rule.model not in self.env:
                continue  # of an addon that is not installed
            names, created, deleted = found.get(rule.model, ({}, False, False))
            names = {**dict.fromkeys(rule._field_list(), rule.about), **names}
            created, deleted = created or rule.on_create, deleted or rule.on_delete
            found[rule.model] = (names, created, deleted)
        return found
