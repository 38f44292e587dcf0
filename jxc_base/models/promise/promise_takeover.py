"""Orders confirmed before the ledger began get their first promise in one go."""

from odoo import api, models
from odoo.tools import SQL


class JxcPromise(models.Model):
    _inherit = "jxc.promise"

    @api.model
    @api.private
    def _take_over(self):
        """Record what confirmed lines without any entry promise now, as first promise.

        Runs at each installation and upgrade, and after documents were loaded by SQL;
        lines with an entry are left alone.
        :return: number of entries
        """
        self.env.flush_all()
        # sudo: all companies, also those the loader is not in
        companies = self.env["res.company"].sudo().search([])
        return sum(self._take_over_company(company) for company in companies)

    def _take_over_company(self, company):
        rows = 0
        for source in (self._purchase_lines(), self._sale_lines()):
            self.env.cr.execute(self._take_over_query(source, company))
            rows += self.env.cr.rowcount
        return rows

    def _take_over_query(self, source, company):
        lang = company.partner_id.lang or self.env.lang or "en_US"
        names = self._take_over_names(source, company, lang)
        return SQL(
            """
            INSERT INTO jxc_promise (
                side, kind, promised_date, quantity, unit_name, recorded_at, by_name,
                by_user_id, via, document_name, product_name, partner_name,
                purchase_line_id, sale_line_id, product_id, partner_id, warehouse_id,
                company_id, create_uid, create_date, write_uid, write_date)
            SELECT line.side, 'first',
                   (line.moment AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                   line.quantity * unit.factor / own.factor,
                   COALESCE(own.name ->> %(lang)s, own.name ->> 'en_US'),
                   %(now)s, %(user_name)s, %(user)s, 'takeover', line.document,
                   named.name,
                   COALESCE(partner.complete_name, partner.name),
                   line.purchase_line_id, line.sale_line_id, product.id, partner.id,
                   line.warehouse_id, %(company)s, %(user)s, %(now)s, %(user)s, %(now)s
              FROM (%(source)s) line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN unnest(%(products)s::int4[], %(names)s::varchar[])
                   AS named (id, name) ON named.id = product.id
              JOIN uom_uom unit ON unit.id = line.unit_id
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.company_id = %(company)s AND template.type = 'consu'
               AND line.quantity > 0 AND line.moment IS NOT NULL
               AND line.display_type IS NULL
            """,
            source=source,
            company=company.id,
            zone=company._jxc_timezone().zone,
            lang=lang,
            products=list(names),
            names=list(names.values()),
            now=self.env.cr.now(),
            user=self.env.uid,
            user_name=self.env.user.name,
        )

    def _take_over_names(self, source, company, lang):
        """{product id: what the company calls it}, variants by their attributes."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT product_id FROM (%s) line WHERE company_id = %s"
                " AND product_id IS NOT NULL",
                source,
                company.id,
            )
        )
        # sudo: names of goods of all companies
        products = self.env["product.product"].sudo().with_context(lang=lang)
        found = products.browse(row[0] for row in rows)
        return {product.id: product.display_name for product in found}

    def _purchase_lines(self):
        return SQL(
            """
            SELECT 'purchase' AS side, line.id AS purchase_line_id,
                   NULL::int AS sale_line_id, line.product_id, line.display_type,
                   line.product_qty AS quantity, line.product_uom_id AS unit_id,
                   line.date_planned AS moment, po.name AS document, po.partner_id,
                   po.company_id, kind.warehouse_id
              FROM purchase_order_line line
              JOIN purchase_order po ON po.id = line.order_id
              LEFT JOIN stock_picking_type kind ON kind.id = po.picking_type_id
             WHERE po.state = 'purchase' AND NOT EXISTS (
                   SELECT FROM jxc_promise seen WHERE seen.purchase_line_id = line.id)
            """
        )

    def _sale_lines(self):
        return SQL(
            """
            SELECT 'sale' AS side, NULL::int AS purchase_line_id,
                   line.id AS sale_line_id, line.product_id, line.display_type,
                   line.product_uom_qty AS quantity, line.product_uom_id AS unit_id,
                   COALESCE(so.commitment_date, so.date_order
                            + COALESCE(line.customer_lead, 0) * INTERVAL '1 day')
                   AS moment,
                   so.name AS document, so.partner_id, so.company_id, line.warehouse_id
              FROM sale_order_line line
              JOIN sale_order so ON so.id = line.order_id
             WHERE so.state = 'sale' AND NOT EXISTS (
                   SELECT FROM jxc_promise seen WHERE seen.sale_line_id = line.id)
            """
        )
