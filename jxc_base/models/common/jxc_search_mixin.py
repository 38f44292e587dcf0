"""Search by mnemonic code 助记码: one stored text, found by fragments of any length."""

import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.mnemonic import full_pinyin, initials, search_text

# 1- and 2-character fragments of a text. An index over them serves patterns of every
# length (trigram indexes do not serve 1 and 2 characters) and needs no extension. They
# are stored in a generated column: patterns that nearly every product matches are then
# cheap to test row by row, and the statistics tell PostgreSQL which way is shorter.
GRAMS_FUNCTION = """
CREATE OR REPLACE FUNCTION jxc_grams(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT letters || coalesce((
        SELECT array_agg(pair.one || pair.two)
        FROM unnest(letters[:cardinality(letters) - 1], letters[2:]) AS pair(one, two)
    ), ARRAY[]::text[])
    FROM (SELECT string_to_array(content, NULL) AS letters) AS split
$$
"""
GRAMS_COLUMN = "jxc_search_grams"


def tokens_of(pattern: str) -> list[str]:
    """Words of a typed pattern as they are stored: NFKC, lower case.

    >>> tokens_of(" 海天　５００ML ")
    ['海天', '500ml']
    """
    return unicodedata.normalize("NFKC", pattern or "").lower().split()


def stored_text(parts: list[str | None]) -> str:
    """Search text of ``parts``; codes and barcodes need no pinyin, which is slow.

    >>> stored_text(["酱油", "SP-01", None])
    '酱油 jy jiangyou sp-01 sp01'
    """
    found: dict[str, None] = {}
    for part in filter(None, parts):
        if part.isascii():
            text = part.lower().strip()
            words = [text, "".join(filter(str.isalnum, text))]
        else:
            words = [search_text(part)]
        found.update(dict.fromkeys(word for word in words if word))
    return " ".join(found)


def grams_of(token: str) -> list[str]:
    """Fragments of a token that every matching text must hold.

    >>> grams_of("htjy"), grams_of("h")
    (['ht', 'tj', 'jy'], ['h'])
    """
    if len(token) < 2:
        return [token]
    return list(dict.fromkeys(token[i : i + 2] for i in range(len(token) - 1)))


class JxcSearchMixin(models.AbstractModel):
    _name = "jxc.search.mixin"
    _description = "Found by Any Fragment of a Stored Text"

    jxc_search = fields.Text(
        string="Search Text",
        compute="_compute_jxc_search",
        compute_sudo=True,
        store=True,
        prefetch=False,
    )
    jxc_find = fields.Char(
        string="Name, Mnemonic, Code, Barcode or Specification",
        compute="_compute_jxc_find",
        search="_search_jxc_find",
        help="Names, pinyin initials and full pinyin, codes, barcodes, specification, "
        "model and brand; several words must all be found.",
    )

    def init(self):
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(SQL(GRAMS_FUNCTION))
        table, grams = SQL.identifier(self._table), SQL.identifier(GRAMS_COLUMN)
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s text[] "
                "GENERATED ALWAYS AS (jxc_grams(jxc_search)) STORED",
                table,
                grams,
            )
        )
        # Enough to know the rare fragments as well: they want the index
        self.env.cr.execute(
            SQL("ALTER TABLE %s ALTER COLUMN %s SET STATISTICS 1000", table, grams)
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s USING gin (%s) "
                "WITH (fastupdate = off)",
                SQL.identifier(f"{self._table}__jxc_search_grams"),
                table,
                grams,
            )
        )

    def _jxc_search_parts(self) -> list[str | None]:
        """Texts under which the one record in ``self`` is found; names first."""
        return self._jxc_names()

    def _jxc_names(self) -> list[str]:
        """The record's name in every installed language, the Chinese ones first."""
        self.ensure_one()
        names = {"en_US": self.with_context(lang="en_US").name or ""}
        if self._fields["name"].translate:
            for code, _label in self.env["res.lang"].get_installed():
                names[code] = self.with_context(lang=code).name or ""
        else:
            names["en_US"] = self.name or ""
        ordered = sorted(names.items(), key=lambda item: not item[0].startswith("zh"))
        return list(dict.fromkeys(name for _code, name in ordered if name))

    def _compute_jxc_search(self):
        for record in self:
            record.jxc_search = stored_text(record._jxc_search_parts())

    def _compute_jxc_find(self):
        self.jxc_find = False

    def _search_jxc_find(self, operator, value):
        if operator not in ("ilike", "like", "=", "in") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value)
        return Domain.OR(self._jxc_find_domain(text) for text in values)

    @api.model
    def _jxc_find_domain(self, pattern: str) -> Domain:
        """Domain of the records whose search text holds every word of ``pattern``."""
        return Domain.AND(self._jxc_token_domain(token) for token in tokens_of(pattern))

    @api.model
    def _jxc_token_domain(self, token: str) -> Domain:
        escaped = token.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, "jxc_search", query)
            stored = SQL.identifier(
                alias, GRAMS_COLUMN, to_flush=model._fields["jxc_search"]
            )
            held = SQL("%s @> %s", stored, grams_of(token))
            if len(token) <= 2:
                return held
            return SQL("(%s AND %s LIKE %s)", held, column, f"%{escaped}%")

        return Domain.custom(
            to_sql=to_sql, predicate=lambda record: token in (record.jxc_search or "")
        )


class JxcMnemonicMixin(models.AbstractModel):
    _name = "jxc.mnemonic.mixin"
    _inherit = "jxc.search.mixin"
    _description = "Mnemonic Code and Full Pinyin of a Name"

    jxc_mnemonic = fields.Char(
        string="Mnemonic",
        compute="_compute_jxc_mnemonic",
        compute_sudo=True,
        store=True,
        readonly=False,
        copy=False,
        help="Pinyin initials of the name. Follows the name until it is edited by "
        "hand, for characters with several readings; clear it to return.",
    )
    jxc_mnemonic_manual = fields.Boolean(string="Mnemonic Edited by Hand", copy=False)
    jxc_pinyin = fields.Char(
        string="Full Pinyin",
        compute="_compute_jxc_pinyin",
        compute_sudo=True,
        store=True,
    )

    def init(self):
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s (jxc_mnemonic text_pattern_ops)",
                SQL.identifier(f"{self._table}__jxc_mnemonic_prefix"),
                SQL.identifier(self._table),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._jxc_mnemonic_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._jxc_mnemonic_vals(vals))

    @api.model
    def _jxc_mnemonic_vals(self, vals):
        """A typed mnemonic stays; an emptied one follows the name again."""
        if "jxc_mnemonic" not in vals or "jxc_mnemonic_manual" in vals:
            return vals
        if vals["jxc_mnemonic"]:
            text = vals["jxc_mnemonic"].strip().lower()
            return {**vals, "jxc_mnemonic": text, "jxc_mnemonic_manual": True}
        vals = {key: value for key, value in vals.items() if key != "jxc_mnemonic"}
        return {**vals, "jxc_mnemonic_manual": False}

    @api.depends("name", "jxc_mnemonic_manual")
    def _compute_jxc_mnemonic(self):
        for record in self:
            if record.jxc_mnemonic_manual:
                record.jxc_mnemonic = record.jxc_mnemonic
            else:
                record.jxc_mnemonic = initials(record._jxc_main_name()) or False

    @api.depends("name")
    def _compute_jxc_pinyin(self):
        for record in self:
            record.jxc_pinyin = full_pinyin(record._jxc_main_name()) or False

    def _jxc_main_name(self) -> str:
        return next(iter(self._jxc_names()), "")

    def _jxc_search_parts(self):
        manual = self.jxc_mnemonic if self.jxc_mnemonic_manual else None
        return [*self._jxc_names(), manual]
