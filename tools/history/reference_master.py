"""Master data of the reference load: made by SQL from one record that Odoo made.

Texts that Odoo computes (mnemonics, search texts) are computed by Odoo.
"""

from random import Random

from odoo.tools import SQL

from tools.history.sql import analyze, copy, rows, run

CHUNK = 2000
FIRST = "海天 丰源 康达 永兴 恒力 佳美 天成 瑞祥 金穗 绿洲".split()
SECOND = "酱油 白醋 洗衣液 面粉 保温杯 抽纸 电热壶 螺丝刀 乳胶手套".split()
SECOND += "插线板 绿茶 大米 菜籽油 毛巾 垃圾袋 打印纸 工作服 灯泡".split()
SPECS = "500ml×12 1kg 2.5kg 10支装 A4-70g XL 220V 24包/箱 5L".split()
TOWNS = "杭州 宁波 义乌 温州 绍兴 嘉兴 湖州 金华 台州 衢州".split()
TRADES = "商贸 食品 百货 超市 供应链 贸易 实业 五金 日用品".split()
CATEGORIES = "粮油 调味 饮料 清洁 纸品 厨具 电器 五金 劳保 办公".split()


def clone(env, record, changes, source, condition="TRUE"):
    """Insert a copy of `record`'s row for every row of `source`; some columns anew.

    `changes` {column: SQL}, `source` and `condition` are constants of this package.
    """
    env.flush_all()
    names = rows(
        env.cr,
        """SELECT column_name FROM information_schema.columns
        WHERE table_name = %(name)s AND table_schema = 'public'
            AND column_name <> 'id' AND is_generated = 'NEVER'""",
        name=record._table,
    )
    taken = [name for (name,) in names]
    values = [changes.get(name, f'base."{name}"') for name in taken]
    columns = ", ".join(f'"{name}"' for name in taken)
    return run(
        env.cr,
        f"INSERT INTO {record._table} ({columns}) SELECT {', '.join(values)}"
        f" FROM {record._table} base, {source}"
        f" WHERE base.id = %(record)s AND ({condition}) ORDER BY n.n",
        record=record.id,
    )


def compute(env, model, ids, names):
    """Let Odoo compute stored fields of new rows, in parts."""
    fields = [env[model]._fields[name] for name in names]
    for start in range(0, len(ids), CHUNK):
        records = env[model].browse(ids[start : start + CHUNK])
        for field in fields:
            env.add_to_compute(field, records)
        records.flush_recordset(names)
        env.invalidate_all()


def company(env):
    """Chinese accounts, average cost and the document numbers of JXC."""
    main = env.company
    main.country_id = env.ref("base.cn")
    main.jxc_tz = "Asia/Shanghai"
    if main.chart_template != "cn":
        env["account.chart.template"].try_loading("cn", main, install_demo=False)
    env["jxc.number.preset"]._apply(main)
    parent = env["product.category"].create({"name": "Reference"})
    made = env["product.category"].create(
        [{"name": name, "parent_id": parent.id} for name in CATEGORIES]
    )
    made.property_cost_method = "average"
    return made


def warehouses(env, count):
    """`count` warehouses; the first two receive in two steps."""
    made = env["stock.warehouse"].create(
        [
            {
                "name": f"{TOWNS[n % len(TOWNS)]}仓",
                "code": f"R{n + 1}",
                "reception_steps": "two_steps" if n < 2 else "one_step",
            }
            for n in range(count)
        ]
    )
    return made.ids


def users(env, count):
    """Users in proportion: 40 % sell, 10 % buy, 40 % work in warehouses."""
    roles = ["salesperson"] * 4 + ["purchaser"] + ["warehouse_worker"] * 4 + ["finance"]
    quiet = env["res.users"].with_context(
        no_reset_password=True, mail_create_nolog=True, tracking_disable=True
    )
    made = quiet.create(
        [
            {
                "name": f"Reference {n:03d}",
                "login": f"reference{n:03d}",
                "group_ids": [
                    (6, 0, [env.ref(f"jxc_base.group_{roles[n % len(roles)]}").id])
                ],
            }
            for n in range(count)
        ]
    )
    sellers = [user.id for n, user in enumerate(made) if n % len(roles) < 4]
    return sellers or made.ids


def partners(env, count, rank, seed):
    """Return the ids of `count` new companies that are customers or vendors."""
    dice = Random(f"{seed}:{rank}")
    base = env["res.partner"].create(
        {"name": f"Reference {rank}", "is_company": True, rank: 1, "city": "杭州"}
    )
    run(env.cr, "DROP TABLE IF EXISTS h_partner")
    run(env.cr, "CREATE TEMPORARY TABLE h_partner (n int, name text, city text)")
    names = []
    for n in range(count):
        city = dice.choice(TOWNS)
        name = f"{city}{dice.choice(FIRST)}{dice.choice(TRADES)}有限公司{n + 1}"
        names.append((n, name, city))
    copy(env.cr, "h_partner", names)
    last = base.id
    clone(
        env,
        base,
        {
            "name": "n.name",
            "complete_name": "n.name",
            "city": "n.city",
            "jxc_mnemonic": "NULL",
            "jxc_pinyin": "NULL",
            "jxc_search": "NULL",
        },
        "h_partner n",
    )
    run(
        env.cr,
        "UPDATE res_partner SET commercial_partner_id = id WHERE id > %(last)s",
        last=last,
    )
    base.active = False
    found = rows(
        env.cr, "SELECT id FROM res_partner WHERE id > %(last)s ORDER BY id", last=last
    )
    ids = [row[0] for row in found]
    compute(env, "res.partner", ids, ["jxc_mnemonic", "jxc_pinyin", "jxc_search"])
    return ids


def products(env, catalogue, categories, vendors, born, seed):
    """Return the ids of the products of `catalogue`, with vendors, prices and codes."""
    dice = Random(f"{seed}:names")
    run(env.cr, "DROP TABLE IF EXISTS h_good")
    run(
        env.cr,
        """CREATE TEMPORARY TABLE h_good (n int, name text, code text, spec text,
            brand text, categ_id int, cost float8, price numeric, lots boolean,
            life int, vendor_id int, delay int, barcode text)""",
    )
    copy(env.cr, "h_good", described(catalogue, categories, vendors, dice))
    run(env.cr, "CREATE UNIQUE INDEX ON h_good (code)")
    analyze(env.cr, "h_good")
    for lots in (False, True):
        one_kind(env, categories, lots)
    ids = [
        row[0]
        for row in rows(
            env.cr,
            "SELECT p.id FROM product_product p"
            " JOIN h_good n ON n.code = p.default_code ORDER BY n.n",
        )
    ]
    relations(env, born)
    templates = env["product.product"].browse(ids).product_tmpl_id.ids
    names = ["jxc_mnemonic", "jxc_pinyin", "jxc_search"]
    compute(env, "product.template", templates, names)
    compute(env, "product.product", ids, ["jxc_search"])
    return ids


def described(catalogue, categories, vendors, dice):
    """Yield the rows of h_good."""
    for n, good in enumerate(catalogue):
        brand, thing = dice.choice(FIRST), dice.choice(SECOND)
        spec = dice.choice(SPECS)
        price = round(good.cost * good.markup) / 100
        yield (
            *(n, f"{brand}{thing}{n + 1}", f"REF{n + 1:05d}", spec, brand),
            *(categories.ids[n % len(categories)], good.cost / 100, price),
            *("t" if good.lots else "f", good.life, vendors[good.vendor]),
            *(good.lead, ean13(690_0000_00000 + n)),
        )


def ean13(twelve):
    """Return the 13 digits of an EAN.

    >>> ean13(690123456789)
    '6901234567892'
    """
    digits = f"{twelve:012d}"
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def one_kind(env, categories, lots):
    """Clone templates and products of one tracking from one that Odoo made."""
    base = env["product.product"].create(
        {
            "name": "Reference",
            "is_storable": True,
            "tracking": "lot" if lots else "none",
            "use_expiration_date": lots,
            "categ_id": categories[0].id,
            "invoice_policy": "delivery",
            "purchase_method": "receive",
        }
    )
    template = base.product_tmpl_id
    which = "n.lots" if lots else "NOT n.lots"
    life = {"expiration_time": 1, "use_time": 10, "removal_time": 20, "alert_time": 5}
    clone(
        env,
        template,
        {
            "name": "jsonb_build_object('en_US', n.name)",
            "default_code": "n.code",
            "categ_id": "n.categ_id",
            "list_price": "n.price",
            "jxc_spec": "n.spec",
            "jxc_brand": "n.brand",
            **{k: f"n.life / {part}" for k, part in life.items() if lots},
            **dict.fromkeys(("jxc_mnemonic", "jxc_pinyin", "jxc_search"), "NULL"),
        },
        "h_good n",
        which,
    )
    clone(
        env,
        base,
        {
            "product_tmpl_id": "t.id",
            "default_code": "n.code",
            "barcode": "n.barcode",
            "combination_indices": "''",
            "jxc_search": "NULL",
            "standard_price": f"jsonb_build_object('{env.company.id}', n.cost)",
        },
        "h_good n, product_template t",
        f"{which} AND t.default_code = n.code",
    )
    template.active = False


def relations(env, born):
    """Taxes, barcodes, vendor prices and the first cost of the new products."""
    main, cr = env.company, env.cr
    for relation, tax in (
        ("product_taxes_rel", main.account_sale_tax_id),
        ("product_supplier_taxes_rel", main.account_purchase_tax_id),
    ):
        run(
            cr,
            f"""INSERT INTO {relation} (prod_id, tax_id)
            SELECT t.id, %(tax)s FROM product_template t
            JOIN h_good n ON n.code = t.default_code WHERE %(tax)s IS NOT NULL""",
            tax=tax.id or SQL("NULL::int"),
        )
    stamp = "1, 1, %(born)s, %(born)s"
    logs = "create_uid, write_uid, create_date, write_date"
    run(
        cr,
        f"""INSERT INTO product_barcode (name, product_id, product_tmpl_id, sequence,
            {logs}) SELECT n.barcode, p.id, p.product_tmpl_id, 0, {stamp}
        FROM h_good n JOIN product_product p ON p.default_code = n.code ORDER BY n.n""",
        born=born,
    )
    run(
        cr,
        f"""INSERT INTO product_supplierinfo (partner_id, product_tmpl_id, price,
            min_qty, delay, sequence, currency_id, product_uom_id, discount, {logs})
        SELECT n.vendor_id, t.id, n.cost, 0, n.delay, 1, %(currency)s, t.uom_id, 0,
            {stamp}
        FROM h_good n JOIN product_template t ON t.default_code = n.code
        ORDER BY n.n""",
        born=born,
        currency=main.currency_id.id,
    )
    run(
        cr,
        f"""INSERT INTO product_value (product_id, value, company_id, date, user_id,
            description, {logs})
        SELECT p.id, n.cost, %(company)s, %(born)s, 1, 'Reference', {stamp}
        FROM h_good n JOIN product_product p ON p.default_code = n.code
        ORDER BY n.n""",
        born=born,
        company=main.id,
    )
    analyze(cr, "product_template", "product_product", "product_supplierinfo")
