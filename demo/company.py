"""The company: language, chart of accounts, taxes, journals, payment terms."""

NAME = "杭州禾顺商贸有限公司"
FEATURES = (
    "stock.group_stock_multi_locations",
    "stock.group_stock_multi_warehouses",
    "stock.group_adv_location",
    "stock.group_production_lot",
    "uom.group_uom",
)
JOURNALS = {
    "sale": "销售发票",
    "purchase": "采购账单",
    "bank": "银行存款",
    "cash": "库存现金",
    "credit": "信用卡",
}
GENERAL_JOURNALS = {
    "misc": "记账凭证",
    "exch": "汇兑损益",
    "exchange": "汇兑损益",
    "caba": "收付实现税金",
    "inventory_valuation": "库存估值",
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
        }
    )
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


def name_journals(env):
    """Chinese names; payments post straight to the bank or cash account."""
    company = env.company
    for journal in env["account.journal"].search([("company_id", "=", company.id)]):
        name = JOURNALS.get(journal.type) or _general_name(env, journal)
        if name:
            journal.name = name
    if not env["account.journal"].search_count([("type", "=", "cash")], limit=1):
        env["account.journal"].create({"type": "cash", "name": JOURNALS["cash"]})
    for journal in env["account.journal"].search([("type", "in", ["bank", "cash"])]):
        lines = journal.inbound_payment_method_line_ids
        lines |= journal.outbound_payment_method_line_ids
        lines.payment_account_id = journal.default_account_id


def _general_name(env, journal):
    if journal.type != "general":
        return None
    template = env["account.chart.template"].with_company(journal.company_id)
    for name, title in GENERAL_JOURNALS.items():
        if template.ref(name, raise_if_not_found=False) == journal:
            return title
    special = {
        env.company.currency_exchange_journal_id: "汇兑损益",
        env.company.tax_cash_basis_journal_id: "收付实现税金",
        env.company.account_stock_journal_id: "库存估值",
    }
    return special.get(journal)


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
