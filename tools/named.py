"""A PostgreSQL server that the user names: --db-url, JXC_DB_URL or PGHOST."""

import os
import re
from urllib.parse import parse_qs, unquote, urlsplit

from tools.errors import SetupError
from tools.server import Server

_FROM_ENVIRONMENT = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSSLMODE")


def from_url(url):
    """PG* variables of ``postgresql://user:password@host:port/?sslmode=…``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SetupError(
            f"{url!r} is not the address of a PostgreSQL server.",
            "It looks like postgresql://user:password@host:5432",
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    found = {
        "PGHOST": unquote(parts.hostname or "") or query.get("host"),
        "PGPORT": str(_port(parts, url)) if _port(parts, url) else query.get("port"),
        "PGUSER": unquote(parts.username or "") or query.get("user"),
        "PGPASSWORD": unquote(parts.password or "") or query.get("password"),
        "PGSSLMODE": query.get("sslmode"),
    }
    return {key: value for key, value in found.items() if value}


def _port(parts, url):
    try:
        return parts.port
    except ValueError:
        raise SetupError(f"The port in {url!r} is no number.") from None


def settings(url=None, environ=os.environ):
    """PG* variables of the named server, or None when no server is named."""
    url = url or environ.get("JXC_DB_URL")
    if url:
        return from_url(url)
    if environ.get("PGHOST"):
        return {key: environ[key] for key in _FROM_ENVIRONMENT if environ.get(key)}
    return None


class NamedServer(Server):
    """The server of the settings; it is neither started nor stopped."""

    def __init__(self, programs, env):
        super().__init__(programs)
        self.env = {"PGHOST": "localhost", **env}
        place = f"{self.env['PGHOST']}-{self.env.get('PGPORT', 5432)}"
        self.label = re.sub(r"\W+", "-", place).strip("-")
        if self.env.get("PGUSER") == "postgres":
            raise SetupError(
                "Odoo refuses to work as the database user postgres.",
                "Make a user of its own: createuser --createdb jxc",
            )

    def start(self):
        """Check that the server can be used."""
        self.check_server()

    def stop(self):
        """Leave the server alone."""
