from odoo import api, fields, models

from ...core import timeline


class JxcTimelineMixin(models.AbstractModel):
    _name = "jxc.timeline.mixin"
    _description = "Timeline of a document"

    jxc_timeline = fields.Json(
        string="Timeline",
        compute="_compute_jxc_timeline",
        help="The way of this document, step by step: state, time, person, "
        "lateness and the documents behind each step.",
    )

    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_jxc_timeline(self):
        stages = self._origin._jxc_timeline_stages() if self._origin else {}
        for record in self:
            record.jxc_timeline = stages.get(record._origin.id) or False

    def _jxc_timeline_stages(self):
        """Collect the steps of the records of ``self``; models override it.

        Bounded number of queries whatever the number of records.

        :return: ``{id: [step, …]}``, steps as :meth:`_jxc_timeline_dict` makes
            them: ``code``, ``name`` (translated), ``state`` (done, current, todo,
            skipped, cancelled), ``at`` (ISO, UTC; a bare day where only the day
            is known), ``by``, ``late``, ``detail``, ``model``, ``ids``
        """
        return {}

    @api.model
    def _jxc_timeline_dict(self, stage, name):
        """Return one step as the client expects it.

        :param stage: :class:`~odoo.addons.jxc_base.core.timeline.Stage`, arranged
        :param name: translated name of the step
        """
        return {
            "code": stage.code,
            "name": name,
            "state": stage.state,
            "at": timeline.iso(stage.at),
            "by": stage.by or None,
            "late": stage.late,
            "detail": stage.detail or None,
            "model": stage.model if stage.ids else None,
            "ids": list(stage.ids),
        }
