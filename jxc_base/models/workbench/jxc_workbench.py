"""The first screen: what to do now, in one read-only call.

A tile is a value of `jxc.workbench.tile.code` and a method `_tile_<code>()` here; rows
of that model say who sees it and where.
"""

import logging
from datetime import datetime, time, timedelta

import pytz
from psycopg2 import errorcodes

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

_logger = logging.getLogger(__name__)

# The server repeats the whole request after these
REPEATED = {*PG_CONCURRENCY_ERRORS_TO_RETRY, errorcodes.READ_ONLY_SQL_TRANSACTION}


class JxcWorkbench(models.AbstractModel):
    _name = "jxc.workbench"
    _description = "Workbench"

    @api.model
    @api.readonly
    def get_data(self):
        """Everything the first screen shows, in one call.

        :return: ``{"user": str, "company": str, "today": iso date, "tiles": [tile]}``
            in the order of the settings. A tile is ``{"code", "kind", "title", "count":
            int, "state", "hint", "lines", "action"}``: ``kind`` says how it is drawn
            (``count``, ``list``, ``approvals``, ``alerts``, ``kpi``, ``failed``),
            ``state`` is one of ``none`` (nothing to do), ``todo``, ``late``; ``lines``
            are ``{"title", "count", "action"}`` parts of the count; ``action`` is an
            action dictionary or None. Optional: ``figure`` (text shown instead of the
            count), ``icon``. A list has ``rows`` of ``{"model", "id", "title",
            "about", "figure", "time", "late", "parts"}`` and ``empty`` (a sentence).
        :raises AccessError: the user has no role
        """
        places = self._places()
        tiles = [self._built(code, places.get(code)) for code in self._tiles()]
        return {
            "user": self.env.user.name,
            "company": ", ".join(self.env.companies.mapped("name")),
            "today": self._today().isoformat(),
            "tiles": [tile for tile in tiles if tile],
        }

    @api.model
    @api.readonly
    def find(self, text, limit=6):
        """Products and partners by name, mnemonic, code, barcode or specification.

        :param str text: what was typed; fewer than one character finds nothing.
        :param int limit: at most this many of each, 20 at most.
        :return: ``[{"model", "id", "name"}]``, products first.
        """
        text = text.replace("\0", "").strip()[:200] if isinstance(text, str) else ""
        limit = min(max(limit, 1), 20) if type(limit) is int else 6
        found = []
        for model in ("product.product", "res.partner") if text else ():
            if self.env[model].has_access("read"):
                pairs = self.env[model].name_search(text, limit=limit)
                found += [{"model": model, "id": i, "name": name} for i, name in pairs]
        return found

    # -- which tiles, in which order ---------------------------------------------------
    @api.model
    def _places(self):
        """Rows of the settings that hold for this user by code, in their order."""
        for_all = Domain("group_ids", "=", False)
        for_me = Domain("group_ids", "in", self.env.user.all_group_ids.ids)
        places = {}
        for row in self.env["jxc.workbench.tile"].search(for_all | for_me):
            places.setdefault(row.code, row)
        return places

    @api.model
    def _tiles(self):
        """Codes of this user's tiles in their order."""
        return [code for code in self._places() if hasattr(self, f"_tile_{code}")]

    @api.model
    def _built(self, code, row):
        """A tile, None where there is nothing in it for this user.

        One that breaks says so and leaves the others alone.
        """
        try:
            with self.env.cr.savepoint():
                tile = getattr(self, f"_tile_{code}")()
        except Exception as error:
            if getattr(error, "pgcode", None) in REPEATED:
                raise
            tile = self._failed(code, error)
        if tile:
            tile = {"kind": "count", "hint": None, "lines": [], **tile, "code": code}
            tile["title"] = (row and row.name) or tile.get("title") or self._title(code)
        return tile

    @api.model
    def _failed(self, code, error):
        if isinstance(error, UserError):
            _logger.warning("workbench tile %s: %s", code, error)
            message = str(error)
        else:
            _logger.error("workbench tile %s: %s", code, error, exc_info=True)
            message = self.env._(
                "This part cannot be shown now; the others are not affected. The "
                "server's log says why."
            )
        return {
            "kind": "failed",
            "count": 0,
            "state": "failed",
            "hint": message,
            "action": None,
        }

    # -- helpers for tiles -------------------------------------------------------------
    @api.model
    def _title(self, code):
        """Name of the tile in the settings, in the reader's language."""
        field = self.env["jxc.workbench.tile"]._fields["code"]
        return dict(field._description_selection(self.env)).get(code, code)

    @api.model
    def _today(self):
        return self.env.company._jxc_today()

    @api.model
    def _day_start(self, days=0):
        """Naive UTC time at which the company's day, ``days`` from today, begins."""
        day = datetime.combine(self._today() + timedelta(days=days), time.min)
        local = self.env.company._jxc_timezone().localize(day)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _has_role(self, *groups):
        return any(self.env.user.has_group(group) for group in groups)

    @api.model
    def _list_action(self, name, model, domain, **more):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(Domain(domain)),
            "target": "current",
            **more,
        }

    @api.model
    def _count_tile(self, code, title, model, domain, late=False, hint=None, **more):
        """Tile that counts the documents of ``domain`` and opens them.

        With the user's own rights and rules; None where they may not read such
        documents at all.

        :param title: None: the name of the tile in the settings
        :param bool late: what it counts is overdue
        :param more: further entries of the tile, for instance ``icon`` and ``lines``
        """
        if not self.env[model].has_access("read"):
            return None
        title = title or self._title(code)
        count = self.env[model].search_count(domain)
        state = ("late" if late else "todo") if count else "none"
        return {
            "title": title,
            "count": count,
            "state": state,
            "hint": hint,
            "action": self._list_action(title, model, domain),
            **more,
        }
