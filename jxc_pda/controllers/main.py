import json

from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route
from odoo.tools.misc import file_open
from odoo.tools.translate import code_translations

ADDON = "jxc_pda"
GROUP = "jxc_base.group_jxc_user"
COLOR = "#714B67"


class PdaController(Controller):
    @route("/pda", type="http", auth="user", methods=["GET"], readonly=True)
    def pda(self, **_params):
        """The look-up page for every JXC role; others are refused."""
        if not request.env.user.has_group(GROUP):
            raise Forbidden(request.env._("The PDA is for users with a JXC role."))
        lang = request.env.lang or "en_US"
        values = {
            "html_lang": lang.replace("_", "-"),
            "session": Markup(self._script_json(self._session(lang))),
        }
        response = request.render("jxc_pda.page", values)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _session(self, lang):
        """What the page needs to start, also offline."""
        user = request.env.user
        return {
            "uid": user.id,
            "name": user.name,
            "pda_user": user.name,
            "db": request.db,
            "company": request.env.company.name,
            "user_context": {"lang": lang, "tz": user.tz, "uid": user.id},
            "pda_terms": self._terms(lang),
        }

    def _terms(self, lang):
        messages = code_translations.get_web_translations(ADDON, lang)["messages"]
        return {message["id"]: message["string"] for message in messages}

    def _script_json(self, value):
        """JSON that cannot end the script element it stands in."""
        return json.dumps(value).replace("<", "\\u003c")

    @route("/pda/look_up", type="jsonrpc", auth="user", readonly=True)
    def look_up(self, code=None, model=None, record_id=None):
        """Candidates for ``code``, or the card of ``model`` and ``record_id``.

        :return: see ``jxc.pda.look_up``; refusals come as ``error``, not as a fault.
        """
        pda = request.env["jxc.pda"]
        if not request.env.user.has_group(GROUP):
            raise AccessError(request.env._("The PDA is for users with a JXC role."))
        if model is None:
            return pda.look_up(code)
        result = {"code": None, "candidates": [], "card": None, "error": None}
        try:
            return {**result, "card": pda.card(model, record_id)}
        except UserError as error:  # AccessError is one
            return {**result, "error": str(error)}

    @route("/pda/manifest.webmanifest", type="http", auth="public", readonly=True)
    def manifest(self):
        """Web app manifest: the page can be installed on the home screen."""
        icons = [
            {
                "src": f"/jxc_pda/static/img/icon-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ]
        manifest = {
            "id": "/pda",
            "name": "JXC PDA",
            "short_name": "JXC PDA",
            "scope": "/pda",
            "start_url": "/pda",
            "display": "standalone",
            "orientation": "any",
            "background_color": "#ffffff",
            "theme_color": COLOR,
            "icons": icons,
        }
        headers = {"Content-Type": "application/manifest+json"}
        return request.make_json_response(manifest, headers)

    @route("/pda/service-worker.js", type="http", auth="public", readonly=True)
    def service_worker(self):
        """The page's own service worker, for /pda only."""
        with file_open("jxc_pda/static/src/service_worker.js") as file:
            body = file.read()
        headers = [
            ("Content-Type", "text/javascript"),
            ("Service-Worker-Allowed", "/pda"),
            ("Cache-Control", "no-cache"),
        ]
        return request.make_response(body, headers)
