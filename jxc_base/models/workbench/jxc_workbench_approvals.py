"""Approvals on the workbench: what waits for me, decided in place."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ROWS = 5
LINES = 6
MAX_COMMENT = 500
WAITING = [("can_review", "=", True)]


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def decide(self, model, res_id, accept, comment="", shown=None):
        """Approve or refuse one document that waits for the user.

        :param str model: model of the document, ``res_id`` its id
        :param bool accept: approve, else refuse
        :param str comment: at most 500 characters count; needed to refuse
        :param str shown: ``shown`` of the row that was decided about
        :return: what was done, a sentence
        :raises UserError: no such document, not this user's turn, no comment, or not
            what was shown any more
        """
        document = self._approval_document(model, res_id)
        comment = comment.strip()[:MAX_COMMENT] if isinstance(comment, str) else ""
        if type(accept) is not bool:
            raise UserError(self.env._("Approve or refuse: there is nothing else."))
        if not accept and not comment:
            raise UserError(
                self.env._("Say why you refuse, so that it can be changed.")
            )
        name = document.display_name
        document._jxc_decide(accept, comment, shown)
        if accept:
            return self.env._("%(name)s: approved.", name=name)
        return self.env._("%(name)s: refused.", name=name)

    @api.model
    def _approval_document(self, model, res_id):
        known = {documents._name: documents for documents in self._approval_models()}
        documents = known.get(model) if isinstance(model, str) else None
        usable = documents is not None and hasattr(documents, "_jxc_decide")
        record = documents.browse(res_id).exists() if _is_id(res_id) and usable else ()
        if not record:
            raise UserError(self.env._("This document is not there any more."))
        record.check_access("read")
        return record

    @api.model
    def _approval_models(self):
        """Empty recordsets of the kinds of documents that the user may read."""
        names = self.env["tier.definition"]._get_tier_validation_model_names()
        models_ = [self.env[name] for name in names if name in self.env]
        return [documents for documents in models_ if documents.has_access("read")]

    @api.model
    def _is_approver(self):
        """Whether a rule names this user, so that an empty list is worth showing."""
        # sudo: whether there is such a rule, whoever may read the rules
        rules = self.env["tier.definition"].sudo()
        delegations = self.env["jxc.approval.delegation"]
        users = self.env.user | delegations._absent_today(self.env.user)
        named = self._approver_domain(users)
        return bool(rules.search_count(named, limit=1))

    @api.model
    def _approver_domain(self, users):
        """Domain of the rules that may ask one of ``users``."""
        # sudo: groups and departments of colleagues whom the user represents
        users = users.sudo()
        groups = users.all_group_ids.ids
        named = [
            Domain("reviewer_id", "in", users.ids),
            Domain("jxc_reviewer_ids", "in", users.ids),
            Domain("reviewer_group_id", "in", groups),
            Domain("jxc_escalate_user_id", "in", users.ids),
            Domain("jxc_escalate_group_id", "in", groups),
        ]
        if users.jxc_headed_ids:
            named.append(Domain("review_type", "in", ("jxc_manager", "jxc_head")))
        return Domain.OR(named)

    @api.model
    def _tile_approvals(self):
        waiting = [self._approvals_of(kind) for kind in self._approval_models()]
        waiting = [(documents, action) for documents, action in waiting if documents]
        if not waiting and not self._is_approver():
            return None
        count = sum(len(documents) for documents, _action in waiting)
        lines = [
            {"title": action["name"], "count": len(documents), "action": action}
            for documents, action in waiting
        ]
        return {
            "kind": "approvals",
            "count": count,
            "state": "todo" if count else "none",
            "lines": lines,
            "rows": self._approval_rows([documents for documents, _action in waiting]),
            "action": lines[0]["action"] if lines else None,
        }

    @api.model
    def _approvals_of(self, kind):
        """Documents of a kind that wait for me, and the action that lists them."""
        ours = hasattr(kind, "_jxc_waiting_domain")
        domain = kind._jxc_waiting_domain() if ours else WAITING
        name = self.env["ir.model"]._get(kind._name).name
        return kind.search(domain), self._list_action(name, kind._name, domain)

    @api.model
    def _approval_rows(self, waiting):
        """The documents that wait longest, with what one has to know to decide."""
        since = {}
        for documents in waiting:
            reviews = self._pending_reviews(documents)
            for record in documents:
                review = reviews.get(record.id)
                moment = review and (review.jxc_turn_at or review.create_date)
                since[record] = moment or record.create_date, review
        oldest = sorted(since, key=lambda record: (since[record][0], record.id))
        return [self._approval_row(record, *since[record]) for record in oldest[:ROWS]]

    @api.model
    def _pending_reviews(self, documents):
        # sudo: rule and requester of documents this user is asked to decide about
        found = self.env["tier.review"].sudo()
        found = found.search_fetch(
            [
                ("model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("status", "=", "pending"),
            ],
            order="sequence desc, id desc",
        )
        return {review.res_id: review for review in found}

    @api.model
    def _approval_row(self, record, since, review):
        return {
            "model": record._name,
            "id": record.id,
            "name": record.display_name,
            "kind": self.env["ir.model"]._get(record._name).name,
            "since": fields.Datetime.to_string(since),
            "rule": review.name if review else "",
            "requester": review.requested_by.name if review else "",
            **self._approval_page(record),
        }

    @api.model
    def _approval_page(self, record):
        """What the document says, as far as the user may see it."""
        if not hasattr(record, "_jxc_decide"):
            return {"decide": False, "about": "", "amount": "", "lines": [], "more": ""}
        page = record._jxc_review_page()
        about = next(iter(record._jxc_page_fields), None)
        rest = len(record._jxc_page_line_records()) - LINES
        return {
            "decide": True,
            "about": record._jxc_page_value(record, about) if about else "",
            "amount": page["total"],
            "lines": page["lines"][:LINES],
            "more": record._jxc_page_more(rest),
            "shown": page["shown"],
        }


def _is_id(value):
    return type(value) is int and 0 < value < 2**31
