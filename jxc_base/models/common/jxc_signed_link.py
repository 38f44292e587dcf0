import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

TOKEN_BYTES = 32  # 256 bits
KEPT_DAYS = 180


class JxcSignedLink(models.Model):
    """An address that lets one person do one thing with one record, without log-in.

    An addon adds a value to ``purpose`` and two methods: ``_link_<purpose>()`` returns
    (template, values) of the page, ``_link_<purpose>_do(form)`` acts and returns what
    the page then says; ``_link_<purpose>_for(record, partner)`` is for messages that
    bring the link. Page and act work on ``_jxc_record()``, that is with the rights of
    the person the link is bound to. Only a hash of the token is stored.
    """

    _name = "jxc.signed.link"
    _description = "Signed Link"
    _order = "id DESC"
    _rec_name = "record_name"
    _allow_sudo_commands = False

    # Hours a link of a purpose lives unless it is made with others
    _LINK_HOURS = {"approve": 72}

    purpose = fields.Selection(
        [("approve", "Approve a Document")], required=True, readonly=True
    )
    token_hash = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char("Document", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    expires_at = fields.Datetime("Valid Until", required=True, readonly=True)
    single_use = fields.Boolean(default=True, readonly=True)
    used_at = fields.Datetime("Used", readonly=True)
    used_from = fields.Char(readonly=True, help="Address on the network.")
    revoked_at = fields.Datetime("Revoked", readonly=True)
    revoked_by_id = fields.Many2one("res.users", "Revoked by", readonly=True)
    state = fields.Selection(
        [
            ("open", "Valid"),
            ("used", "Used"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )

    _token_hash_uniq = models.UniqueIndex("(token_hash)")

    @api.depends("expires_at", "single_use", "used_at", "revoked_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.revoked_at:
                link.state = "revoked"
            elif link.used_at and link.single_use:
                link.state = "used"
            else:
                link.state = "open" if link.expires_at > now else "expired"

    # --- making ---------------------------------------------------------------

    @api.model
    @api.private
    def _make(
        self, purpose, record, user=None, partner=None, hours=None, single_use=True
    ):
        """Make a link and return its address; the token exists nowhere else.

        :param str purpose: value of ``purpose``
        :param record: the one record it is about
        :param user: active internal user in whose name it works, or
        :param partner: partner it is meant for
        :param hours: how long it works; the purpose's own time when None
        :param bool single_use: it acts once
        :raises UserError: nobody, or somebody who may not see the record
        """
        record.ensure_one()
        self._jxc_check_bound(record, user, partner)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        hours = self._LINK_HOURS.get(purpose, 72) if hours is None else hours
        # sudo: a name for the list of links, which administrators alone see
        name = record.sudo().display_name
        # sudo: links are made by server code for others; nobody may make one for
        # themselves by RPC (private method, no right to create)
        self.sudo().create(
            {
                "purpose": purpose,
                "token_hash": self._jxc_hash(token),
                "res_model": record._name,
                "res_id": record.id,
                "record_name": name,
                "user_id": user and user.id,
                "partner_id": partner and partner.id,
                "company_id": self._jxc_company(record).id,
                "expires_at": fields.Datetime.now() + timedelta(hours=hours),
                "single_use": single_use,
            }
        )
        return f"{record.get_base_url()}/jxc/l/{token}"

    @api.model
    @api.private
    def _for(self, purpose, record, partner):
        """Make the link that a message brings to one of its recipients.

        :return: (text of the link, address), None where there is nothing to do for
            this partner; a purpose says so in ``_link_<purpose>_for(record, partner)``
        """
        return getattr(self, f"_link_{purpose}_for")(record, partner)

    def _jxc_check_bound(self, record, user, partner):
        if bool(user) == bool(partner):
            raise UserError(self.env._("A link is made for one user or one partner."))
        if user and not self._jxc_sees(user, record):
            raise UserError(
                self.env._(
                    "%(user)s may not see %(record)s: no link was made.",
                    user=user.name,
                    record=record.display_name,
                )
            )

    @api.model
    @api.private
    def _jxc_sees(self, user, record):
        """Tell whether ``user`` works here and may read ``record`` in its company."""
        # sudo: the caller need not be allowed to look at the user's companies
        companies = user.sudo().company_ids
        if not (user.active and user._is_internal()):
            return False
        company = self._jxc_company(record)
        theirs = record.with_user(user).with_context(allowed_company_ids=company.ids)
        return company in companies and theirs.has_access("read")

    @api.model
    def _jxc_company(self, record):
        # sudo: the record's company decides in which company its link works
        own = record.sudo().company_id if "company_id" in record else None
        return own or self.env.company

    @api.model
    def _jxc_hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    # --- using ----------------------------------------------------------------

    @api.model
    @api.private
    def _find(self, token):
        """Return the link of ``token`` if the visitor may use it now, else none.

        Why not is never told: unknown, expired, used, revoked look alike. The search
        is by hash, so its time says nothing about how much of a token is right.
        """
        digest = self._jxc_hash(token)
        # sudo: the visitor has no rights on links; the token is the right. One query,
        # whether there is such a link or not
        link = self.sudo().search_fetch(
            [("token_hash", "=", digest)],
            ["token_hash", "expires_at", "single_use", "used_at", "revoked_at"],
            limit=1,
        )
        known = hmac.compare_digest(link.token_hash or "", digest)
        usable = known and link.state == "open" and link._jxc_visitor_fits()
        return link if usable and link._jxc_readable() else link.browse()

    def _jxc_visitor_fits(self):
        """Whoever is signed in as somebody else does not use this link."""
        visitor = self.env.user
        if visitor._is_public():
            return True
        if self.user_id:
            return visitor == self.user_id
        family = visitor.partner_id.commercial_partner_id
        return family == self.partner_id.commercial_partner_id

    def _jxc_readable(self):
        """Whether the record is there, for a user who still works here and sees it."""
        user = self.user_id
        if user and not (user.active and user._is_internal()):
            return False
        if user and self.company_id not in user.company_ids:
            return False
        try:
            record = self._jxc_record().exists()
            return bool(record) and (not user or record.has_access("read"))
        except AccessError:
            return False

    def _jxc_actor(self):
        """Return the user with whose rights this link works."""
        if self.user_id:
            return self.user_id
        portal = self.partner_id.user_ids.filtered("active")[:1]
        return portal or self.env.ref("base.public_user")

    def _jxc_lang(self):
        lang = (self.user_id or self.partner_id).lang
        return self.env["res.lang"]._get_code(lang or "") or "en_US"

    def _jxc_record(self):
        """Return the record as the bound person sees it: their rights, their language.

        For a partner without log-in that is the public user; a purpose for partners
        says itself, and why, what it reads beyond that.
        """
        self.ensure_one()
        actor = self._jxc_actor()
        context = {
            "lang": self._jxc_lang(),
            "tz": actor.tz or self.company_id._jxc_timezone().zone,
            "allowed_company_ids": self.company_id.ids,
        }
        records = self.env[self.res_model].with_user(actor).with_context(context)
        return records.browse(self.res_id)

    @api.private
    def _show(self):
        """Return (template, values) of the page."""
        self.ensure_one()
        return getattr(self, f"_link_{self.purpose}")()

    @api.private
    def _act(self, form, address):
        """Do what the form says and use the link up; both or neither.

        :param dict form: values of the posted form
        :param str address: where the visitor comes from
        :return: text to show, None when somebody else was faster
        :raises UserError: nothing was done, the link is still good
        """
        self.ensure_one()
        with self.env.cr.savepoint():
            if not self._jxc_claim(address):
                return None
            return getattr(self, f"_link_{self.purpose}_do")(form)

    def _jxc_claim(self, address):
        """Mark as used; of two at the same time one fails and is repeated by Odoo."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "UPDATE jxc_signed_link SET used_at = %s, used_from = %s"
                " WHERE id = %s AND revoked_at IS NULL AND expires_at > %s"
                " AND (used_at IS NULL OR NOT single_use) RETURNING id",
                now,
                (address or "")[:64],
                self.id,
                now,
            )
        )
        self.invalidate_recordset(["used_at", "used_from"])
        return bool(rows)

    # --- keeping --------------------------------------------------------------

    def action_revoke(self):
        """Make the links useless at once."""
        if not self.env.user.has_group("jxc_base.group_jxc_admin"):
            raise AccessError(self.env._("Only administrators revoke links."))
        self.check_access("read")
        # sudo: nobody may write links; the right was checked just above
        self.sudo().filtered(lambda link: not link.revoked_at).write(
            {"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )

    @api.autovacuum
    def _gc_links(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("expires_at", "<", limit)]).unlink()
