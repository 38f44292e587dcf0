"""The run: findings of detectors become open, updated and cleared warnings."""

import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.alerts import CRITICAL, closest, passed

PREVIEW = 200
COLUMNS = {
    "rule_id": "int",
    "detector": "varchar",
    "company_id": "int",
    "res_model": "varchar",
    "res_id": "int",
    "product_id": "int",
    "warehouse_id": "int",
    "partner_id": "int",
    "owner_id": "int",
    "due": "date",
    "measure": "float8",
    "threshold": "float8",
    "impact": "numeric",
    "values": "jsonb",
    "severity": "varchar",
}
FIGURES = ("measure", "threshold", "impact", "values", "severity", "due")
# a day that a person has set stays
FRESH = {"due": "CASE WHEN alert.own_due THEN alert.due ELSE fresh.due END"}


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    @api.private
    def _run(self):
        """Check the detectors of these rules, together with all their other rules.

        Of two runs at once the second gives way, or fails on its old snapshot.
        :return: {"opened", "escalated", "cleared"}: numbers
        :raises psycopg2.errors.SerializationFailure: another run committed since this
            transaction began
        """
        counts = dict.fromkeys(("opened", "escalated", "cleared"), 0)
        for detector in sorted(set(self.mapped("detector"))):
            if not self.env["jxc.lock"]._try_acquire(f"alert:{detector}"):
                continue
            rules = self.search([("detector", "=", detector)])
            rules._take_events()
            for name, number in rules._check_now().items():
                counts[name] += number
        return counts

    def _check_now(self):
        """Bring the warnings of one detector up to date; `self`: all its rules."""
        now = fields.Datetime.now()
        self.env.flush_all()
        known, rested = self._open_alerts(), self._rested_alerts(now)
        opened, updated, held, rising = [], [], set(), []
        for row in self._judged(known):
            alert = known.get(row["key"])
            if alert is None:
                if not _at_rest(rested.get(row["key"]), row["severity"]):
                    opened.append(row)
                continue
            held.add(alert[0])
            row["id"] = alert[0]
            updated.append(row)
            if row["severity"] == CRITICAL != alert[1] or _further(row, alert[2]):
                rising.append(row["id"])
        new = self._insert(opened, now)
        self._update(updated, rising, now)
        cleared = self._clear([row[0] for row in known.values() if row[0] not in held])
        self.env["jxc.alert"].invalidate_model(flush=False)
        self._tell(new, rising, now)
        self.write({"last_run_at": now, "last_error": False})
        return {"opened": len(new), "escalated": len(rising), "cleared": cleared}

    # -- findings --------------------------------------------------------------

    def _findings(self):
        """(rule, finding): each finding with the rule that is closest to it."""
        variants = defaultdict(self.browse)
        for rule in self:
            variants[rule.basis, rule.horizon_days] += rule
        for rules in variants.values():
            scopes = [rule._scope() for rule in self]
            found = getattr(rules, f"_detect_{self[0].detector}")()
            paths = self._category_paths(found)
            mine = {rule.id: rule for rule in rules}
            for finding in found:
                rule_id = closest(scopes, finding, paths.get(finding.product_id, ()))
                if rule_id in mine:
                    yield mine[rule_id], finding

    def _category_paths(self, findings):
        """{product id: its categories from the root down}, where a rule asks."""
        if not self.product_category_id:
            return {}
        products = list({f.product_id for f in findings if f.product_id})
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, category.parent_path
                  FROM product_product product
                  JOIN product_template template ON template.id=product.product_tmpl_id
                  JOIN product_category category ON category.id = template.categ_id
                 WHERE product.id = ANY(%s)
                """,
                products,
            )
        )
        return {
            product: [int(part) for part in path.split("/") if part]
            for product, path in rows
        }

    def _judged(self, known):
        """Rows of warnings: findings past the limits of their rule."""
        owners, normals, days = self._possible_owners(), self._normals(), self._days()
        for rule, finding, limits in self._limited():
            by = None
            if normals:
                today = days[finding.company_id]
                limits, by = normals.move(limits, finding, today)
            key = (rule.id, *finding.key)
            before = known[key][1] if key in known else None
            if found := passed(finding.measure, limits, before):
                severity, level = found
                row = self._row(rule, finding, severity, level)
                row["owner_id"] = owners.get(finding.owner_id)
                if by:
                    row["values"]["normal"] = by.normal_id
                tier = limits.levels.index(found) if rule.tiers else None
                if rule.tiers:
                    row["values"]["tier"] = tier
                yield {"key": key, "tier": tier, **row}

    def _limited(self):
        """(rule, finding, limits of the rule for it), each kind of limits made once."""
        limits = {}
        for rule, finding in self._findings():
            mark = (rule.id, finding.threshold)
            if mark not in limits:
                limits[mark] = rule._limits(finding.threshold)
            yield rule, finding, limits[mark]

    def _days(self):
        """{company id: its business day}."""
        # sudo: the check covers all companies
        companies = self.env["res.company"].sudo().search([])
        return {company.id: company._jxc_today() for company in companies}

    def _row(self, rule, finding, severity, level):
        row = {name: getattr(finding, name, None) for name in COLUMNS}
        values = dict(finding.values)
        if rule.has_basis:
            values["basis"] = rule.basis
        row.update(
            rule_id=rule.id,
            detector=rule.detector,
            severity=severity,
            threshold=level,
            values=values,
            impact=round(finding.impact or 0.0, 2),
        )
        return row

    def _possible_owners(self):
        """{id: id} of active internal users; others own nothing."""
        rows = self.env.execute_query(
            SQL("SELECT id, id FROM res_users WHERE active AND NOT share")
        )
        return dict(rows)

    # -- the table -------------------------------------------------------------

    def _open_alerts(self):
        """{(rule, company, model, record, warehouse): (id, severity, tier)} open."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rule_id, company_id, res_model, res_id,
                       COALESCE(warehouse_id, 0), id, severity,
                       (values ->> 'tier')::int
                  FROM jxc_alert
                 WHERE rule_id = ANY(%s)
                   AND state IN ('new', 'acknowledged', 'snoozed')
                """,
                self.ids,
            )
        )
        return {row[:5]: row[5:] for row in rows}

    def _rested_alerts(self, now):
        """{key: severity} settled by a person within the rule's quiet hours.

        Not what was called normal: there the limit has moved, and beyond it the
        figure is news.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT alert.rule_id, alert.company_id, alert.res_model, alert.res_id,
                       COALESCE(alert.warehouse_id, 0), MIN(alert.severity)
                  FROM jxc_alert alert JOIN jxc_alert_rule rule ON rule.id = rule_id
                 WHERE rule_id = ANY(%s) AND alert.state = 'done'
                   AND alert.normal_id IS NULL
                   AND alert.closed_at > %s - rule.cooldown_hours * INTERVAL '1 hour'
                 GROUP BY 1, 2, 3, 4, 5
                """,
                self.ids,
                now,
            )
        )
        return {row[:5]: row[5] for row in rows}

    def _records(self, rows, more=()):
        """Rows as a set that SQL can read."""
        names = {**COLUMNS, **dict(more)}
        return SQL(
            "jsonb_to_recordset(%s::jsonb) AS fresh(%s)",
            json.dumps(
                [{name: row[name] for name in names} for row in rows], default=str
            ),
            SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(kind))
                for name, kind in names.items()
            ),
        )

    def _insert(self, rows, now):
        """Open warnings; one that another run opened meanwhile is left alone."""
        if not rows:
            return []
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO jxc_alert (%(columns)s, state, opened_at, create_uid,
                                       create_date, write_uid, write_date)
                SELECT %(columns)s, 'new', %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM %(rows)s
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                columns=columns,
                now=now,
                uid=self.env.uid,
                rows=self._records(rows),
            )
        )
        return [row[0] for row in found]

    def _update(self, rows, rising, now):
        """New figures; a snooze ends at its time or when it gets graver."""
        if not rows:
            return
        fresh = {name: SQL(FRESH.get(name, f"fresh.{name}")) for name in FIGURES}
        wakes = SQL(
            "alert.id = ANY(%s) OR (alert.state = 'snoozed'"
            " AND alert.snoozed_until <= %s)",
            rising,
            now,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE jxc_alert alert
                   SET %(set)s, write_date = %(now)s,
                       state = CASE WHEN %(wakes)s THEN 'new' ELSE alert.state END,
                       snoozed_until = CASE WHEN %(wakes)s THEN NULL
                                            ELSE alert.snoozed_until END
                  FROM %(rows)s
                 WHERE fresh.id = alert.id
                   AND ((%(old)s) IS DISTINCT FROM (%(new)s) OR %(wakes)s)
                """,
                set=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in fresh.items()
                ),
                old=SQL(", ").join(SQL.identifier("alert", name) for name in fresh),
                new=SQL(", ").join(fresh.values()),
                rows=self._records(rows, {"id": "int"}.items()),
                wakes=wakes,
                now=now,
            )
        )

    def _clear(self, ids):
        """Settle what is past no longer, or whose record or rule is gone."""
        if ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE jxc_alert SET state = 'cleared', closed_at = %(now)s,"
                    " write_date = %(now)s, snoozed_until = NULL"
                    " WHERE id = ANY(%(ids)s)",
                    now=fields.Datetime.now(),
                    ids=ids,
                )
            )
        return len(ids)

    # -- test now --------------------------------------------------------------

    def _preview(self):
        """An action with what this rule would warn of, and how many there are."""
        together = self.search([("detector", "=", self.detector)]) | self
        rows = [row for row in together._judged({}) if row.pop("key")[0] == self.id]
        rows.sort(key=lambda row: (row["severity"], -row["impact"]))
        columns = set(COLUMNS) - {"detector"}
        lines = self.env["jxc.alert.preview"].create(
            [{name: row[name] for name in columns} for row in rows[:PREVIEW]]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(rule)s: would warn of %(count)s", rule=self.name, count=len(rows)
            ),
            "res_model": "jxc.alert.preview",
            "views": [[False, "list"]],
            "domain": [("id", "in", lines.ids)],
            "target": "new",
        }


def _at_rest(settled, severity):
    """Whether a person settled this already, when it was not milder than now."""
    return settled is not None and not (severity == CRITICAL != settled)


def _further(row, tier):
    """Whether a level between was passed since; `tier`: the last one passed."""
    return None not in (row["tier"], tier) and row["tier"] > tier
