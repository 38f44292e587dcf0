"""Posting the differences: in batches, each in one transaction, each line once."""

import logging

import psycopg2.errors

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core import count as core
from . import count_sql
from .count_gate import posting
from .jxc_count_review import GREY

_logger = logging.getLogger(__name__)

BATCH = 200
ATTEMPTS = 3


class JxcCount(models.Model):
    _inherit = "jxc.count"

    def action_post(self):
        """Post the differences: a few at once, many in the background."""
        self.ensure_one()
        self._check_manager()
        self._check_state("approval", "posting")
        if self.state == "approval":
            self._check_poster()
            self._jxc_business_method().write({"state": "posting"})
            # sudo: who and when are the system's to note
            self.sudo().write({"posted_by": self.env.uid})
        if self._to_post(BATCH + 1, count=True) <= BATCH:
            self._post_batch()
        else:
            # sudo: the planner may start the job that does it
            self.env.ref("jxc_stock.cron_count_post").sudo()._trigger()
        return True

    def _check_poster(self):
        """What somebody else has approved anybody entitled may post.

        :raises UserError: the differences rest on a recount of the poster's own, or
            missing goods are taken as zero on the poster's own order
        """
        if self._approved_by_another():
            return
        # sudo: entries and lines of everybody
        lines = self.sudo().difference_ids.filtered(lambda line: line.state != "posted")
        if lines.filtered(lambda line: line.round > 1)._counted_by(self.env.user):
            raise UserError(
                self.env._(
                    "Nobody posts their own recount: ask another warehouse manager "
                    "or the administrator, or have counts approved by a rule "
                    "(Settings → Approval Rules)."
                )
            )
        mine = self.env.user in self.create_uid | self.user_id
        if mine and any(lines.mapped("assumed")):
            raise UserError(
                self.env._(
                    "Goods nobody counted are written down to zero here: another "
                    "manager than the planner has to post that."
                )
            )

    def _approved_by_another(self):
        # sudo: reviews of everybody
        reviews = self.sudo().review_ids.filtered(lambda r: r.status == "approved")
        return bool(reviews.done_by - self.env.user)

    def _to_post(self, limit, count=False):
        domain = [
            ("count_id", "=", self.id),
            ("state", "=", "accepted"),
            ("variance", "!=", 0),
        ]
        # sudo: the count posts its lines, whoever pressed the button
        lines = self.env["jxc.count.line"].sudo()
        if count:
            return lines.search_count(domain, limit=limit)
        return lines.search(domain, limit=limit, order="id")

    def _post_batch(self, limit=BATCH):
        """Post the next lines, all of them or none.

        :return: number of lines taken off the list, 0 when the count is finished
        """
        self.ensure_one()
        self.env["jxc.lock"]._acquire([f"count:{self.id}"])
        self._check_state("posting")
        lines = self._to_post(limit)
        if not lines:
            self._finish()
            return 0
        # another count may have found the same goods in the same place
        locks = self.env["jxc.lock"]
        locks._acquire(f"count:place:{place}" for place in lines.location_id.ids)
        good = lines - self._doubt(lines)
        if good:
            self._post_lines(good)
        if len(lines) < limit:
            self._finish()
        return len(lines)

    def _doubt(self, lines):
        """Take out lines whose book is not what it was when they were approved."""
        self.env.flush_all()
        self.env.cr.execute(count_sql.facts(count_sql.asked_again(lines.ids)))
        doubted, known = lines.browse(), {line.id: line for line in lines}
        for row in self.env.cr.fetchall():
            line = known[row[0]]
            reasons = self._new_doubts(line, row)
            if reasons:
                grey = ",".join(reasons)
                line.write({"state": "grey", "grey": grey, "doubts": row[-1]})
                doubted += line
        return doubted

    def _new_doubts(self, line, row):
        """Why a line waits once more: movements it was not judged with."""
        book, flags, doubts = row[2], row[7:-1], row[-1]
        reasons = []
        if doubts > line.doubts:
            reasons = [code for code, flag in zip(GREY, flags, strict=True) if flag]
        if core.rounded(book - line.book_qty, line.product_id.uom_id.rounding):
            reasons.append("changed")
        return reasons

    def _post_lines(self, lines):
        """Make the movements of these lines with core's own means."""
        posted = posting(self.env["stock.move"].with_context(inventory_mode=False))
        # in one search for all lines, as core does when it moves goods
        reserving = posted.with_context(quants_cache=self._quants(lines))
        moves = reserving.create([self._prepare_move(line) for line in lines])
        moves = moves.with_env(posted.env)
        moves.with_context(ignore_dest_packages=True)._action_done()
        self._note_posted(lines)
        # nobody waits for goods at the inventory loss
        loss = moves.filtered(lambda move: move.location_dest_id.usage == "inventory")
        (moves - loss)._trigger_assign()

    def _quants(self, lines):
        # sudo: what these lines correct, as core's own reservation reads it
        quants = self.env["stock.quant"].sudo()
        return quants._get_quants_by_products_locations(
            lines.product_id,
            lines.location_id,
            extra_domain=[
                "|",
                ("lot_id", "in", lines.lot_id.ids),
                ("lot_id", "=", False),
            ],
        )

    def _note_posted(self, lines):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE jxc_count_line l SET state = 'posted', move_id = m.id"
                " FROM stock_move m"
                " WHERE m.jxc_count_line_id = l.id AND l.id = ANY(%s)",
                lines.ids,
            )
        )
        lines.invalidate_recordset(["state", "move_id"])

    def _prepare_move(self, line):
        """Values of the movement that posts a line, as core's own count makes them."""
        product, surplus = line.product_id, line.variance > 0
        loss = product.with_company(self.company_id).property_stock_inventory
        common = {
            "product_id": product.id,
            "company_id": self.company_id.id,
            "location_id": (loss if surplus else line.location_id).id,
            "location_dest_id": (line.location_id if surplus else loss).id,
        }
        goods = {
            **common,
            "product_uom_id": product.uom_id.id,
            "quantity": abs(line.variance),
            "lot_id": line.lot_id.id,
            "owner_id": line.owner_id.id,
            "result_package_id" if surplus else "package_id": line.package_id.id,
        }
        return {
            **common,
            "product_uom": product.uom_id.id,
            "product_uom_qty": abs(line.variance),
            "state": "confirmed",
            "restrict_partner_id": line.owner_id.id,
            "is_inventory": True,
            "picked": True,
            "inventory_name": self.name,
            "jxc_count_line_id": line.id,
            "move_line_ids": [Command.create(goods)],
        }

    def _finish(self):
        """All lines are posted, or some went back to the review."""
        self._summarise()
        # sudo: figures hidden from those without cost are not read, states are
        if self.sudo().grey_lines:
            self._move_on(state="review")
            return
        day = self.company_id._jxc_today()
        self._move_on(state="posted", posted_at=fields.Datetime.now(), posted_on=day)
        # sudo: tasks of everybody; the day stands on the location for all
        places = self.sudo().task_ids.filtered(lambda t: t.state == "done").location_id
        places.write({"last_inventory_date": day})

    @api.model
    def _cron_post(self):
        """Post what is waiting, a batch and a commit at a time."""
        for count in self.search([("state", "=", "posting")], order="id"):
            while count._post_next():
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _post_next(self):
        """One batch as the user who posted; again when somebody came in between."""
        for attempt in range(ATTEMPTS):
            try:
                poster = self.posted_by or self.env.user
                count = self.with_user(poster)
                return count._post_batch(BATCH) and self.state == "posting"
            except psycopg2.errors.OperationalError:
                self._undo()
                _logger.info("%s: batch %s repeated", self.name, attempt + 1)
            except UserError as error:
                self._undo()
                self._say_stuck(str(error))
                return False
        return False

    def _undo(self):
        """Take the batch back; what was committed before stays."""
        self.env.cr.rollback()
        self.env.invalidate_all()

    def _say_stuck(self, message):
        """Take the rest back to the review and say why it could not be posted."""
        self._summarise()
        self._move_on(state="review")
        self.message_post(
            body=self.env._(
                "The rest could not be posted: %(message)s", message=message
            )
        )
