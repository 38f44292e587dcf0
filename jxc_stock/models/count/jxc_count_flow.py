"""Who moves a count on, and what has to be true before."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .jxc_count import ACTIVE, FROZEN


class JxcCount(models.Model):
    _inherit = "jxc.count"

    def _check_manager(self):
        """:raises AccessError: without the right to review and post counts"""
        if not self.env.su and not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(
                self.env._("Warehouse managers plan, review and post counts.")
            )
        self.check_access("write")

    def _check_state(self, *states):
        """:raises UserError: the count is not in one of these states"""
        names = dict(self._fields["state"]._description_selection(self.env))
        for count in self:
            # sudo: the state is no secret to whoever works on the count
            state = count.sudo().state
            if state not in states:
                raise UserError(
                    self.env._(
                        "%(count)s is in state “%(state)s”; this is done in state "
                        "“%(wanted)s”.",
                        count=count.sudo().name,  # sudo: as above
                        state=names[state],
                        wanted="”, “".join(names[wanted] for wanted in states),
                    )
                )

    def _move_on(self, **vals):
        # sudo: callers have checked the user and the state; nobody writes it directly
        self.sudo().with_context(skip_validation_check=True).write(vals)
        for count in self:
            if count.state not in FROZEN:
                count._release()

    def action_start(self):
        """Make lines and tasks, freeze what is to be frozen, let the counting begin."""
        self._check_manager()
        self._check_state("draft")
        for count in self:
            count._prepare()
            count._move_on(state="counting", started_at=fields.Datetime.now())
            count._freeze()
            count._summarise()
        return True

    def action_review(self):
        """End this round: what was not counted stays so, the rest is judged."""
        self._check_manager()
        self._check_state("counting", "recount")
        for count in self:
            # sudo: tasks of everybody end
            tasks = count.sudo().task_ids
            open_tasks = tasks.filtered(lambda task: task.state in ("todo", "doing"))
            open_tasks.write({"state": "left"})
            count._evaluate()
            count._move_on(state="review")
        return True

    def action_continue(self):
        """Go on with the places that were left; what is judged stays judged."""
        self._check_manager()
        self._check_state("review")
        for count in self:
            # sudo: tasks of everybody
            left = count.sudo().task_ids.filtered(lambda task: task.state == "left")
            if not left:
                raise UserError(self.env._("All locations are done."))
            left.write({"state": "todo"})
            later = any(task.round > 1 for task in left)
            count._move_on(state="recount" if later else "counting")
        return True

    def action_recount(self):
        """Have somebody else count what is off by more than the tolerance."""
        self._check_manager()
        self._check_state("review")
        for count in self:
            lines = count.sudo().line_ids  # sudo: rounds are the system's
            again = lines.filtered(lambda line: line.state in ("recount", "supervisor"))
            if not again:
                raise UserError(self.env._("There is nothing to count again."))
            waiting = again.filtered(lambda line: line.judged_round < line.asked_round)
            for line in again - waiting:
                line.asked_round = line.judged_round + 1
            count._make_recount_tasks(again)
            count._move_on(state="recount")
        return True

    def _make_recount_tasks(self, lines):
        tasks = self.sudo().task_ids  # sudo: rounds and states are the system's
        by_place = tasks.grouped(lambda task: (task.location_id, task.round))
        counted, vals_list = self._counters_by_place(), []
        for key in lines.grouped(lambda line: (line.location_id, line.asked_round)):
            place, number = key
            if known := by_place.get(key):
                known.filtered(lambda t: t.state == "left").state = "todo"
                continue
            user = self._recounter(counted.get(place, []), number)
            vals_list.append(
                {
                    "count_id": self.id,
                    "location_id": place.id,
                    "round": number,
                    "user_id": user.id,
                }
            )
        tasks.create(vals_list)

    def _counters_by_place(self):
        """{location: ids of those who counted there}"""
        entries = self.env["jxc.count.entry"].sudo()  # sudo: who counted
        groups = entries._read_group(
            [("count_id", "=", self.id)], ["location_id"], ["user_id:array_agg"]
        )
        return dict(groups)

    def _recounter(self, counted, number):
        """Somebody who did not count here; the supervisor from the third round on."""
        wanted = self.user_id if number > 2 else self.counter_ids.sorted("id")
        free = wanted.filtered(lambda user: user.id not in counted)
        return free[:1]

    def action_submit(self):
        """Ask for the approval of the differences, or let them be posted."""
        self._check_manager()
        self._check_state("review")
        for count in self:
            if count.again_lines or count.grey_lines:
                raise UserError(
                    self.env._(
                        "%(again)s lines are to be counted again and %(grey)s wait for "
                        "a decision: recount them, or decide in the list.",
                        again=count.again_lines,
                        grey=count.grey_lines,
                    )
                )
            if count._judge_late():
                return count._say_late()
            if not count.counted_lines:
                raise UserError(self.env._("Nothing has been counted."))
            count._move_on(state="approval")
            count.invalidate_recordset(["need_validation"])
            if count.need_validation:
                count.request_validation()
        return True

    def _say_late(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Something was counted while the review ran; it is judged now. "
                    "Look at the lines that need a recount or a decision."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_back(self):
        """Take the differences back to the review; approvals are given again."""
        self._check_manager()
        self._check_state("approval")
        self._move_on(state="review")
        return True

    def action_cancel(self):
        """Give the count up; what was counted stays on record, nothing is posted."""
        self._check_manager()
        self._check_state("draft", *(set(ACTIVE) - {"posting"}))
        # sudo: whether something is posted already
        if any(count.sudo().done_lines for count in self):
            raise UserError(
                self.env._("A part of the differences is posted; finish the count.")
            )
        # sudo: tasks of everybody end
        tasks = self.sudo().task_ids.filtered(lambda t: t.state in ("todo", "doing"))
        tasks.write({"state": "left"})
        self._move_on(state="cancelled")
        return True

    def action_view_lines(self):
        """The lines of this count, those that need something first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_count_line_action"
        )
        action["domain"] = [("count_id", "=", self.id)]
        chosen = "search_default_todo" if self.state == "review" else ""
        todo = chosen and (self.again_lines or self.grey_lines)
        action["context"] = {chosen if todo else "search_default_difference": 1}
        action["name"] = self.name
        return action

    def action_view_tasks(self):
        """The tasks of this count."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_count_task_action"
        )
        action["domain"] = [("count_id", "=", self.id)]
        action["context"] = {"default_count_id": self.id}
        return action

    def action_view_moves(self):
        """The movements that posted the differences of this count."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_line_action"
        )
        # sudo: which movements; reading them is up to the reader's rights
        moves = self.sudo().line_ids.move_id
        action["domain"] = [("move_id", "in", moves.ids)]
        action["context"] = {}
        return action
