"""“This is normal”: feedback to warnings that moves the limit for their scope only."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    normal_id = fields.Many2one(
        "jxc.alert.normal",
        string="Taken as Normal",
        readonly=True,
        ondelete="set null",
        help="Settled because somebody said that the figure is normal.",
    )
    moved_by_id = fields.Many2one(
        "jxc.alert.normal",
        string="Level Moved by",
        compute="_compute_moved_by_id",
        help="The level is not the rule's own: this feedback has moved it.",
    )

    @api.depends("values")
    def _compute_moved_by_id(self):
        # sudo: the figures behind a message are the engine's
        named = {alert: (alert.sudo().values or {}).get("normal") for alert in self}
        normals = self.env["jxc.alert.normal"]
        there = set(normals.search([("id", "in", [*filter(None, named.values())])]).ids)
        for alert, number in named.items():
            alert.moved_by_id = number if number in there else False

    def action_normal(self):
        """Ask for what, how far and how long this is normal.

        :raises AccessError: the rule is for others
        """
        self._check_judge()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This Is Normal"),
            "res_model": "jxc.alert.accept",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_alert_ids": self.ids},
        }

    def _check_judge(self):
        """Whether the user may say that these figures are normal.

        :raises AccessError: the rule is for others, or the user is the one watched
        """
        self.check_access("write")
        # sudo: the rules of warnings that the user may write
        self.sudo().rule_id.with_user(self.env.user)._check_judge()
        detectors = self.env["jxc.alert.rule"]._detectors()
        for alert in self:
            about = detectors.get(alert.detector)
            # sudo: whose document it is, whether or not the user may read it
            record = about and about.watched and alert.sudo()._document()
            if record and record.mapped(about.watched) == self.env.user:
                raise AccessError(
                    self.env._(
                        "%(document)s is your own: somebody else has to say that this "
                        "is normal.",
                        document=alert.record_name,
                    )
                )

    def _call_normal(self, reason, figures, until=False, fades=False, names=None):
        """Make the figures of these warnings normal and settle what they cover.

        :param reason: why, not empty
        :param figures: {alert id: figure that is still normal, unit of the detector}
        :param until: last day, at most as the rule allows; False: until revoked
        :param fades: whether the limit moves back evenly until then
        :param names: fields that have to be the same (product_id, partner_id,
            warehouse_id); None: this record only
        :return: the `jxc.alert.normal` records
        :raises UserError: no reason, a figure better than the present one, too long
        """
        self._check_judge()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is normal."))
        rows = [
            alert._normal_row(reason.strip(), figures[alert.id], until, fades, names)
            for alert in self
        ]
        # sudo: nobody writes these records otherwise; the right was checked above
        normals = self.env["jxc.alert.normal"].sudo().create(rows)
        for normal in normals:
            # sudo: also those covered that the user does not see
            self.sudo().search(normal._covered())._settle_as(normal)
        return normals.with_env(self.env)

    def _normal_row(self, reason, figure, until, fades, names):
        return {
            **self._normal_place(names),
            "figure": self._normal_figure(figure),
            # sudo: the business day of a company is no secret
            "since": self.company_id.sudo()._jxc_today(),
            "until": self._normal_until(until),
            "fades": bool(until and fades),
            "reason": reason,
            "said_by_id": self.env.uid,
            "said_at": fields.Datetime.now(),
        }

    def _normal_place(self, names):
        """Columns that say for what the figure is normal."""
        values = {"rule_id": self.rule_id.id, "company_id": self.company_id.id}
        if names is None:
            # sudo: what the warning is about, as its message says
            label = self.sudo().record_name or self.message
            values.update(res_model=self.res_model, res_id=self.res_id)
            values.update(warehouse_id=self.warehouse_id.id, place=label)
            return values
        found = {name: self[name] for name in names if self[name]}
        if not found or len(found) < len(names):
            raise UserError(
                self.env._("Say for which product, partner or warehouse it is normal.")
            )
        # sudo: names of what the warning is about
        label = ", ".join(record.sudo().display_name for record in found.values())
        return {**values, **{n: r.id for n, r in found.items()}, "place": label}

    def _normal_figure(self, figure):
        over = self.rule_id.operator == "over"
        if figure < self.measure if over else figure > self.measure:
            raise UserError(
                self.env._(
                    "%(warning)s: then the present figure would still warn. Enter "
                    "%(figure)s or what is worse.",
                    warning=self.message,
                    figure=self._figure(self.measure),
                )
            )
        return figure

    def _normal_until(self, until):
        most = self.rule_id.normal_days
        # sudo: the business day of a company is no secret
        last = fields.Date.add(self.company_id.sudo()._jxc_today(), days=most)
        if most and (not until or until > last):
            raise UserError(
                self.env._(
                    "%(rule)s: normal until %(day)s at the latest.",
                    rule=self.rule_id.name,
                    day=last,
                )
            )
        return until

    def _settle_as(self, normal):
        """Settle open warnings; calling it normal is no act against the cause."""
        self.write(
            {
                "state": "done",
                "normal_id": normal.id,
                "comment": normal.reason,
                "snoozed_until": False,
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
