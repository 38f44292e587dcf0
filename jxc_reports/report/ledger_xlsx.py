from odoo import api, fields, models
from odoo.addons.jxc_base.core.xlsx import Sheet


class LedgerPeriod(models.AbstractModel):
    """Ledgers as files: typed cells, one query, the reader's rights."""

    _inherit = "jxc.ledger.period"

    @api.model
    def _jxc_export(self, domain, names, title):
        """Download the rows of ``domain``; fields the reader may not see are left out.

        :param Domain domain: rows to export, in the model's order
        :param names: names of fields, in the order of the columns
        :param str title: first line and, with the period, name of the file
        :return: a client action that starts the download
        """
        names = [
            name for name in names if self._has_field_access(self._fields[name], "read")
        ]
        sheet = Sheet(
            name=title,
            columns=[self._jxc_export_column(self._fields[name]) for name in names],
            rows=self._jxc_export_rows(domain, names),
            title=title,
            subtitles=self._jxc_export_subtitles(),
            total_label=self.env._("Total"),
        )
        name = f"{title} {self._jxc_period_text()}"
        return self.env["jxc.xlsx"]._download(name, [sheet])

    def _jxc_export_subtitles(self):
        moment = self.env["jxc.xlsx"]._local(fields.Datetime.now())
        return [
            "、".join(self.env.companies.mapped("name")),
            self.env._("Period: %(period)s", period=self._jxc_period_text()),
            self.env._("As of %(moment)s", moment=f"{moment:%Y-%m-%d %H:%M}"),
        ]

    def _jxc_export_column(self, field):
        summed = field.type in ("float", "monetary") and field.aggregator == "sum"
        options = {"total": summed}
        if field.type == "float":
            options["decimals"] = field.get_digits(self.env)[1]
        return self.env["jxc.xlsx"]._column(field, **options)

    def _jxc_export_rows(self, domain, names):
        """Rows of cells; one query over the whole table, names of records at once."""
        query = self._search(domain, order=self._order)
        terms = [self._field_to_sql(self._table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*terms))
        shown = [
            self._jxc_export_texts(name, rows, nr) for nr, name in enumerate(names)
        ]
        for row in rows:
            yield [
                cell if texts is None else texts.get(cell)
                for cell, texts in zip(row, shown, strict=True)
            ]

    def _jxc_export_texts(self, name, rows, position):
        """{value of the column: text to show}, or None for values shown as they are."""
        field = self._fields[name]
        values = {row[position] for row in rows} - {None}
        if field.type == "selection":
            return dict(field._description_selection(self.env))
        if field.type == "datetime":
            return {value: self.env["jxc.xlsx"]._local(value) for value in values}
        if not field.relational:
            return None
        # sudo: names only, as lists in the web client show them for rows one may read
        records = self.env[field.comodel_name].sudo().browse(values)
        if field.name == "product_id":
            records = records.with_context(display_default_code=False)
        return {record.id: record.display_name for record in records}
