"""What screens ask of the indicators: tiles, records behind a figure, what moved it."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core import kpi as core
from ...core.period import Period, trend

MAX_PARTS = 100


class JxcKpi(models.Model):
    _inherit = "jxc.kpi"

    unit_name = fields.Char("Shown In", compute="_compute_unit_name")
    current_value = fields.Float(
        compute="_compute_current", digits=(16, 2), aggregator=None
    )
    has_current = fields.Boolean(compute="_compute_current")
    current_state = fields.Selection(
        [
            ("good", "Good"),
            ("warn", "Warning"),
            ("alarm", "Alarm"),
            ("none", "–"),
        ],
        "State",
        compute="_compute_current",
    )
    current_period = fields.Char("Of Period", compute="_compute_current")
    data_time = fields.Datetime("Data Until", compute="_compute_current")

    @api.depends("unit")
    @api.depends_context("company", "lang")
    def _compute_unit_name(self):
        names = dict(self._fields["unit"]._description_selection(self.env))
        for kpi in self:
            money = kpi.unit == "money"
            kpi.unit_name = (
                self.env.company.currency_id.symbol if money else names.get(kpi.unit)
            )

    @api.depends_context("company")
    def _compute_current(self):
        tiles = {tile["id"]: tile for tile in self._origin._tiles(number=1)}
        for kpi in self:
            tile = tiles.get(kpi._origin.id, {})
            value = tile.get("value")
            kpi.current_value = value or 0.0
            kpi.has_current = value is not None
            kpi.current_state = tile.get("state", "none")
            kpi.current_period = tile.get("period", {}).get("label")
            kpi.data_time = tile.get("data_time")

    # -- tiles -------------------------------------------------------------------------
    @api.model
    @api.readonly
    def get_tile(self, codes, options=None):
        """Tiles of indicators for the current company, from stored figures.

        :param codes: list of codes; those the user may not see are left out
        :param options: dict or None; ``period`` (ISO date within the wanted period,
            default today), ``dimension`` (code, default "none") and ``key`` (stored key
            of its value), ``number`` of periods in the trend (default 13, at most 60)
        :return: list in the order of `codes` of ``{"id", "code", "name", "unit",
            "unit_name", "direction", "formula", "meaning", "period": {"start", "end",
            "label", "open"}, "value", "target", "warn", "alarm", "state", "trend":
            [{"start", "label", "value", "state"}], "previous", "year_before",
            "data_time", "dimensions": [{"code", "name"}]}``; a value is None where
            there is none, ``state`` one of good, warn, alarm, none
        :raises UserError: malformed arguments
        """
        if not isinstance(codes, list) or not all(isinstance(c, str) for c in codes):
            raise UserError(self.env._("Indicators are named by a list of codes."))
        options = self._options(options)
        found = self.search([("code", "in", codes)]).grouped("code")
        kpis = self.browse([found[code].id for code in codes if code in found])
        return kpis._tiles(**options)

    @api.model
    def _options(self, options):
        options = {} if options is None else options
        if not isinstance(options, dict):
            raise UserError(self.env._("Options of an indicator are named."))
        number = options.get("number", 13)
        return {
            "day": self._day(options.get("period")),
            "dimension": self._text(options.get("dimension") or "none"),
            "key": self._text(options.get("key") or ""),
            "number": min(max(number, 1), 60) if type(number) is int else 13,
        }

    @api.model
    def _text(self, text):
        if not isinstance(text, str) or "\0" in text:
            raise UserError(self.env._("This is no dimension of an indicator."))
        return text

    @api.model
    def _day(self, text):
        if not text:
            return self.env.company._jxc_today()
        try:
            return date.fromisoformat(text)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("“%s” is no date like 2026-03-31.", text)
            ) from None

    def _tiles(self, day=None, dimension="none", key="", number=13):
        day = day or self.env.company._jxc_today()
        wanted = {}
        for kpi in self:
            current = Period.of(kpi.period, day)
            wanted[kpi] = {*trend(current, number), *self._before(current)}
        stored = self._stored(wanted, dimension, key)
        return [
            kpi._tile(Period.of(kpi.period, day), stored, dimension, number)
            for kpi in self
        ]

    @api.model
    def _before(self, period):
        return period.shifted(-1), period.year_before()

    @api.model
    def _stored(self, wanted, dimension, key):
        """Newest figures by (indicator id, first day): (value or None, record)."""
        starts = {period.start for periods in wanted.values() for period in periods}
        found = self.env["jxc.kpi.value"].search_fetch(
            [
                ("kpi_id", "in", [kpi.id for kpi in wanted]),
                ("company_id", "=", self.env.company.id),
                ("dimension_id.code", "=", dimension),
                ("key", "=", key),
                ("period_start", "in", list(starts)),
                ("latest", "=", True),
            ]
        )
        return {(figure.kpi_id.id, figure.period_start): figure for figure in found}

    def _tile(self, period, stored, dimension, number):
        limits = self._limits(self.env.company)
        figure = stored.get((self.id, period.start))
        points = [self._point(at, stored, limits) for at in trend(period, number)]
        previous, year_before = (
            self._point(at, stored, limits)["value"] for at in self._before(period)
        )
        return {
            **self._about(),
            "period": self._period_info(period, figure),
            "dimension": dimension,
            "key": figure.key if figure else "",
            "label": figure.label if figure else "",
            "value": points[-1]["value"],
            "target": limits.target,
            "warn": limits.warn,
            "alarm": limits.alarm,
            "state": points[-1]["state"],
            "trend": points,
            "previous": previous,
            "year_before": year_before,
            "data_time": figure.data_time if figure else None,
        }

    def _point(self, period, stored, limits):
        figure = stored.get((self.id, period.start))
        value = figure.value if figure and figure.has_value else None
        return {
            "start": period.start.isoformat(),
            "label": period.label,
            "value": value,
            "state": core.state(value, limits),
        }

    def _about(self):
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "direction": self.direction,
            "formula": self.formula,
            "meaning": self.meaning or "",
            "dimensions": [
                {"code": dimension.code, "name": dimension.name}
                for dimension in self.dimension_ids
            ],
        }

    @api.model
    def _period_info(self, period, figure):
        return {
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "label": period.label,
            "open": not (figure and figure.closed),
        }

    # -- the records behind ------------------------------------------------------------
    @api.model
    @api.readonly
    def get_drill(self, code, period=None, dimension="none", key="", part="numerator"):
        """Action that lists the records behind a figure, as they are now.

        :param str code: indicator
        :param str period: ISO date within the period, None for today
        :param str dimension: code of a dimension; ``key`` stored key of its value
        :param str part: numerator or denominator
        :raises UserError: unknown indicator or dimension, nothing behind it, or the
            user may not read such records
        """
        kpi = self._by_code(code)
        lines = kpi._lines(self._day(period), dimension, key, part)
        if not self.env[lines.model].has_access("read"):
            raise UserError(
                self.env._(
                    "You may see the figure, but not the documents behind it. Ask "
                    "the owner of the indicator or your administrator."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": kpi.name,
            "res_model": lines.model,
            "views": [[False, "list"], [False, "form"]],
            "domain": self._readable_domain(lines),
            "context": {"create": False},
            "target": "current",
        }

    @api.model
    def _readable_domain(self, lines):
        """The domain, or ids where it goes through records this user may not read."""
        records = self.env[lines.model]
        try:
            records.search_count(lines.domain, limit=1)
        except AccessError:
            # sudo: which of these the user sees is said by their own rights
            found = records.sudo()._search(lines.domain)
            return [("id", "in", list(found))]
        return lines.domain

    @api.model
    def _by_code(self, code):
        kpi = self.browse()
        if isinstance(code, str):
            kpi = self.with_context(active_test=False).search([("code", "=", code)])
        if not kpi:
            raise UserError(
                self.env._("There is no indicator “%s”, or not for you.", code)
            )
        return kpi

    def _lines(self, day, dimension, key, part):
        known = {"none", *self.dimension_ids.mapped("code")}
        if dimension not in known or part not in ("numerator", "denominator"):
            raise UserError(
                self.env._("“%s” is not told apart by that.", self.display_name)
            )
        period = Period.of(self.period, day)
        for figure in self._figures(period, dimension, self.env.company):
            found = "" if dimension == "none" else core.key_text(figure.key)
            if found == key and part in figure.lines:
                return figure.lines[part]
        raise UserError(self.env._("There are no documents behind this figure."))

    # -- what moved it -----------------------------------------------------------------
    @api.model
    @api.readonly
    def get_moved(self, code, period=None, options=None):
        """Largest contributions to the change of a figure, by a dimension.

        :param str code: indicator
        :param str period: ISO date within the period, None for today
        :param options: dict or None; ``dimension`` (default: the indicator's first),
            ``against`` "previous" (default) or "year_before", ``number`` of parts
            (default 5, at most 100)
        :return: ``{"dimension", "before": {"label", "value"}, "after": {…}, "change",
            "parts": [{"key", "label", "before", "after", "contribution", "own",
            "weight"}], "others", "comparable"}``; the contributions and ``others``
            (those not listed) add up to ``change``; None and no parts where one of the
            two periods has no value
        :raises UserError: unknown indicator or dimension
        """
        kpi = self._by_code(code)
        options = options if isinstance(options, dict) else {}
        dimension = kpi._moved_dimension(options.get("dimension"))
        after = Period.of(kpi.period, self._day(period))
        yearly = options.get("against") == "year_before"
        before = after.year_before() if yearly else after.shifted(-1)
        number = options.get("number", 5)
        number = min(max(number, 1), MAX_PARTS) if type(number) is int else 5
        return kpi._moved(dimension, before, after, number)

    def _moved_dimension(self, code):
        dimensions = self.dimension_ids
        found = dimensions.filtered(lambda d: d.code == code) if code else dimensions
        if not found:
            raise UserError(
                self.env._("“%s” is not told apart by that.", self.display_name)
            )
        return found[0]

    def _moved(self, dimension, before, after, number):
        old, old_total, labels = self._pairs(dimension, before)
        new, new_total, newer = self._pairs(dimension, after)
        labels |= newer
        parts = None
        if old_total and new_total:
            parts = core.moved(old, new, old_total, new_total, self.ratio)
        rest = self.env._("Not told apart")
        shown = [
            {**part._asdict(), "label": labels.get(part.key, rest)}
            for part in (parts or [])[:number]
        ]
        values = [self._value_of(total) for total in (old_total, new_total)]
        return {
            "dimension": dimension.code,
            "before": {"label": before.label, "value": values[0]},
            "after": {"label": after.label, "value": values[1]},
            "comparable": parts is not None,
            "change": None if parts is None else values[1] - values[0],
            "parts": shown,
            "others": sum(part.contribution for part in (parts or [])[number:]),
        }

    def _value_of(self, total):
        return core.value(*total, self.ratio) if total else None

    def _pairs(self, dimension, period):
        """Figures of a period: by key, of the whole, names. Numerators are scaled."""
        figures = self.env["jxc.kpi.value"].search_fetch(
            [
                ("kpi_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("dimension_id.code", "in", ["none", dimension.code]),
                ("period_start", "=", period.start),
                ("latest", "=", True),
            ]
        )
        scale = self._scale(figures.filtered(lambda f: not f.key), period)
        pairs = {
            figure.key or "": (figure.numerator * scale, figure.denominator)
            for figure in figures
        }
        total = pairs.pop("", None)
        return pairs, total, {figure.key: figure.label for figure in figures}

    def _scale(self, total, period):
        """The factor of the stored figures: days went by since an open period's."""
        if total.has_value and total.numerator:
            divisor = total.denominator if self.ratio else 1.0
            return total.value * divisor / total.numerator
        company = self.env.company
        percent = self.unit == "percent"
        return core.factor(self.scaling, percent, period, company._jxc_today())

    # -- buttons -----------------------------------------------------------------------
    def action_drill(self):
        """Open the records behind the current figure."""
        self.ensure_one()
        return self.get_drill(self.code)

    def action_values(self):
        """Open all stored figures of this indicator."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_kpi_value_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [
                ("kpi_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
            ],
        }
