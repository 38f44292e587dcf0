"""Where a decision or a change came from."""

from odoo.http import request

# Values of the field ``via`` of whatever keeps that
VIA = [
    ("web", "Screen"),
    ("list", "List"),
    ("link", "Signed Link"),
    ("api", "Interface"),
    ("system", "System"),
]
# Where a request arrives says how somebody decided; a context could be sent by anybody
WAYS = (
    ("/jxc/l/", "link"),
    ("/json/", "api"),
    ("/jsonrpc", "api"),
    ("/xmlrpc", "api"),
)


def origin():
    """Return (value of ``via``, IP address) of the request that is being served."""
    if not request:
        return "system", False
    path, address = request.httprequest.path, request.httprequest.remote_addr
    if path.endswith(("/action/run", "/action_jxc_approve_selected")):
        return "list", address
    return next((way for start, way in WAYS if path.startswith(start)), "web"), address
