"""Telling people of warnings that opened or became graver."""

from odoo import fields, models
from odoo.tools import SQL

from ...core import light_markdown
from ...core.alerts import CRITICAL

SINGLE = 3  # up to so many of a kind are told one by one
LISTED = 8  # of more, the message names the gravest


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    def _tell(self, opened, rising, now):
        """Queue messages: few one by one, many as one per group of recipients."""
        loud = self.filtered(lambda rule: not rule.silent)
        fresh = set(opened) - set(self._told_lately(opened, now)) | set(rising)
        alerts = self.env["jxc.alert"].browse(sorted(fresh))
        alerts = alerts.filtered(lambda alert: alert.rule_id in loud)
        groups = alerts.grouped(
            lambda alert: (
                alert.rule_id,
                alert.severity,
                alert.company_id,
                alert.warehouse_id,
                alert.owner_id if alert.rule_id.notify_owner else alert.owner_id[:0],
            )
        )
        for (rule, severity, company, warehouse, owner), group in groups.items():
            users = rule._recipients(owner, company, warehouse)
            rule.with_company(company)._tell_group(group, severity, users)
        alerts.write({"notified_at": now})

    def _told_lately(self, ids, now):
        """Ids among new warnings whose forerunner cleared within the quiet hours."""
        if not ids:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT alert.id FROM jxc_alert alert
                  JOIN jxc_alert_rule rule ON rule.id = alert.rule_id
                 WHERE alert.id = ANY(%s) AND EXISTS (
                       SELECT 1 FROM jxc_alert former
                        WHERE former.rule_id = alert.rule_id
                          AND former.company_id = alert.company_id
                          AND former.res_model = alert.res_model
                          AND former.res_id = alert.res_id
                          AND former.warehouse_id IS NOT DISTINCT FROM
                              alert.warehouse_id
                          AND former.state = 'cleared'
                          AND former.severity <= alert.severity
                          AND former.closed_at >
                              %s - rule.cooldown_hours * INTERVAL '1 hour')
                """,
                ids,
                now,
            )
        )
        return [row[0] for row in rows]

    def _recipients(self, owner, company, warehouse):
        """Users to tell: active, of the company, not kept out of the warehouse."""
        users = self.user_ids | self._role_users() | owner
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and company in user.company_ids
                and (
                    user == owner
                    or not (warehouse and user.jxc_warehouse_ids)
                    or warehouse in user.jxc_warehouse_ids
                )
            )
        )

    def _role_users(self):
        """Members of the roles; administrators hold all roles and hear of their own."""
        admins = self.env.ref("jxc_base.group_jxc_admin").all_user_ids
        return (self.group_ids.all_user_ids - admins) | self.group_ids.user_ids

    def _tell_group(self, alerts, severity, users):
        purpose = "alert.critical" if severity == CRITICAL else "alert"
        channels = self.channel_ids or None
        kinds = users.grouped(lambda user: (user.lang, alerts._sees_prices(user)))
        for (lang, prices), readers in kinds.items():
            spoken = alerts.with_context(lang=lang, jxc_no_prices=not prices)
            outbox = self.with_context(lang=lang).env["jxc.notification"]
            if len(spoken) <= SINGLE:
                titles = {
                    alert.id: light_markdown.plain(alert.message) for alert in spoken
                }
                bodies = dict.fromkeys(titles, self.with_context(lang=lang).name)
                about = spoken
                key = f"alert:{fields.Datetime.now()}:{lang}:{prices}"
            else:
                titles, bodies = spoken._summary()
                about, key = self, False
            outbox._send(purpose, about, readers, titles, bodies, channels, key)


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    def _summary(self):
        """Title and body of one message about many warnings of a rule."""
        title = self.env._(
            "%(count)s new warnings: %(rule)s",
            count=len(self),
            rule=light_markdown.plain(self.rule_id.name),
        )
        gravest = self.sorted("impact", reverse=True)[:LISTED]
        lines = [f"- {light_markdown.plain(alert.message)}" for alert in gravest]
        rest = len(self) - len(gravest)
        if rest:
            lines.append(self.env._("and %(count)s more", count=rest))
        return title, "\n".join(lines)
