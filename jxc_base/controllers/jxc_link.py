from odoo.exceptions import UserError
from odoo.http import Controller, request, route

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store, private"),
    ("Pragma", "no-cache"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'",
    ),
]


class LinkController(Controller):
    @route(
        "/jxc/l/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def link(self, token, **form):
        """Page of a signed link. Opening it changes nothing; its form acts.

        Whatever is wrong with a link, the answer is the same page with status 404.
        """
        address = request.httprequest.remote_addr
        misses = request.env["jxc.signed.link.miss"]
        if misses._too_many(address):
            return self._page("jxc_base.link_wait", status=429)
        link = request.env["jxc.signed.link"]._find(token)
        if not link:
            return self._gone(address)
        if request.httprequest.method != "POST":
            return self._form(link)
        try:
            done = link._act(form, address)
        except UserError as error:
            return self._form(link, error=str(error), comment=form.get("comment"))
        if done is None:
            return self._gone(address)
        return self._page("jxc_base.link_done", {"done": done}, link)

    def _gone(self, address):
        request.env["jxc.signed.link.miss"]._add(address)
        return self._page("jxc_base.link_gone", status=404)

    def _form(self, link, error=None, comment=None):
        template, values = link._show()
        token = request.csrf_token()
        values = {**values, "error": error, "comment": comment, "csrf_token": token}
        return self._page(template, values, link)

    def _page(self, template, values=None, link=None, status=200):
        lang = link._jxc_lang() if link else self._visitor_lang()
        user = link._jxc_actor() if link else request.env.user
        qweb = request.env["ir.qweb"].with_user(user).with_context(lang=lang)
        values = {"html_lang": lang.replace("_", "-"), "error": None, **(values or {})}
        headers = list(HEADERS)
        if status == 429:
            headers.append(("Retry-After", "600"))
        page = qweb._render(template, values)
        return request.make_response(page, headers, status=status)

    def _visitor_lang(self):
        """Language of the browser; without a link nobody else's is known."""
        languages = request.env["res.lang"]
        return languages._get_code(request.best_lang or "") or "en_US"
