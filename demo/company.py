"""The company: language, chart of accounts, taxes, journals, payment terms."""

NAME = "杭州禾顺商贸有限公司"
FEATURES = (
    "stock.group_stock_multi_locations",
    "stock.group_stock_multi_warehouses",
    "stock.group_adv_location",
    "stock.group_production_lot",
    "uom.group_uom",
)
# kind: (name, code)
JOURNALS = {
    "sale": ("销售发票", "XSFP"),
    "purchase": ("采购账单", "CGZD"),
    "bank": ("银行存款", "YHCK"),
    "cash": ("库存现金", "KCXJ"),
    "general": ("记账凭证", "JZPZ"),
}
SPECIAL_JOURNALS = {
    "currency_exchange_journal_id": ("汇兑损益", "HDSY"),
    "tax_cash_basis_journal_id": ("收付实现税金", "SFSJ"),
    "account_stock_journal_id": ("库存估值", "KCGZ"),
}
# name → (days, kind, day of the next month)
TERMS = {
    "现结": (0, "days_after", "10"),
    "15天": (15, "days_after", "10"),
    "月结30天": (30, "days_after_end_of_month", "10"),
    "次月25日": (0, "days_end_of_month_on_the", "25"),
}


def load_language(env):
    """Activate Chinese and make it the language of the administrator."""
    if "zh_CN" not in dict(env["res.lang"].get_installed()):
        lang = env.ref("base.lang_zh_CN")
        wizard = env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)]})
        wizard.lang_install()
    admin = env.ref("base.user_admin")
    admin.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
    admin.partner_id.name = "系统管理员"
    env["ir.default"].set("res.partner", "lang", "zh_CN")
    env["ir.default"].set("res.partner", "tz", "Asia/Shanghai")
    group = env.ref("base.group_user")
    group.write({"implied_ids": [(4, env.ref(name).id) for name in FEATURES]})


def load_company(env):
    """Name the main company, give it the Chinese chart and average cost."""
    company = env.company
    if company.chart_template != "cn":
        company.country_id = env.ref("base.cn")
        env["account.chart.template"].try_loading("cn", company, install_demo=False)
    company.write(
        {
            "name": NAME,
            "cost_method": "average",
            "inventory_valuation": "periodic",
            "currency_id": env.ref("base.CNY").id,
            "jxc_tz": "Asia/Shanghai",
            "jxc_product_code_policy": "required",
            "jxc_adjustment_guard": True,
        }
    )
    env["product.pricelist"].search([("name", "=", "Default")]).name = "标准售价"
    state = env.ref("base.state_cn_ZJ", raise_if_not_found=False)
    company.partner_id.write(
        {
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
            "state_id": state and state.id,
            "city": "杭州市",
            "street": "钱塘区下沙街道物流大道168号",
            "zip": "310018",
            "phone": "0571-86001688",
            "vat": "91330114MADEMO168X",
        }
    )


def load_journals(env, records):
    """Chinese names; payments post straight to the bank or cash account."""
    journals = env["account.journal"]
    if not journals.search_count([("type", "=", "cash")], limit=1):
        journals.create({"type": "cash", "name": JOURNALS["cash"][0]})
    special = {env.company[field]: v for field, v in SPECIAL_JOURNALS.items()}
    for journal in journals.search([("company_id", "=", env.company.id)]):
        name, code = special.get(journal) or JOURNALS.get(journal.type, (None, None))
        if name and f"journal_{code}" not in records:
            journal.write({"name": name, "code": code})
            records.adopt(f"journal_{code}", journal)
    for journal in journals.search([("type", "in", ["bank", "cash"])]):
        lines = journal.inbound_payment_method_line_ids
        lines |= journal.outbound_payment_method_line_ids
        lines.payment_account_id = journal.default_account_id
    _set_stock_account(env)


def _set_stock_account(env):
    """A trader's stock is 库存商品; its change goes to the cost of sales."""
    template = env["account.chart.template"].with_company(env.company)
    stock = template.ref("l10n_cn_common_account_1405")
    stock.account_stock_variation_id = template.ref("l10n_cn_account_5401")
    env.company.account_stock_valuation_id = stock


def load_terms(env, records):
    """The usual terms of the trade; core's own are archived."""
    values = {}
    for number, (name, (days, kind, day)) in enumerate(TERMS.items(), 1):
        line = {
            "value": "percent",
            "value_amount": 100,
            "nb_days": days,
            "delay_type": kind,
            "days_next_month": day,
        }
        values[f"term_{number}"] = {
            "name": name,
            "note": name,
            "sequence": number,
            "line_ids": [(5,), (0, 0, line)],
        }
    made = records.put("account.payment.term", values)
    keep = [term.id for term in made.values()]
    env["account.payment.term"].search([("id", "not in", keep)]).active = False


def tax(env, use, rate):
    """Return the VAT of the chart: use 'sales' or 'purchase', rate 13, 9 or 6."""
    template = env["account.chart.template"].with_company(env.company)
    return template.ref(f"l10n_cn_{use}_excluded_{rate}")
