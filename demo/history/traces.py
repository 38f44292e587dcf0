"""What the year leaves behind besides documents: credit limits, a lapsing licence."""

from datetime import timedelta

from . import planted

LIMIT_MONTHS = 5
STEP = 10_000
LICENCE = "食品经营许可证到期,请供应商寄新证"


def load(env, records):
    """Give the customers their credit limits and the buyer a task, once."""
    if "activity_certificate" in records:
        return
    _limits(env, records)
    _certificate(env, records)


def _limits(env, records):
    """Five months' purchases for everybody, half their debt for two customers."""
    env.company.account_use_credit_limit = True
    over = planted.CASES["over_credit_limit"].customers
    for partner, total in _purchases(env):
        partner.credit_limit = STEP * (1 + total * LIMIT_MONTHS // (12 * STEP))
    for number in over:
        partner = records.get(f"customer_{number}")
        partner.credit_limit = partner.credit // 200 * 100


def _purchases(env):
    """Return [(customer, what it ordered in the year with tax, CNY)]."""
    return env["sale.order"]._read_group(
        [("state", "=", "sale")], ["partner_id"], ["amount_total:sum"]
    )


def _certificate(env, records):
    """Core has no field for a vendor's licence: a dated task on the vendor it is."""
    from .steps import last_day

    case = planted.CASES["certificate"]
    day = last_day(records) + timedelta(days=case.expected["days_left"])
    quiet = env["mail.activity"].with_context(mail_activity_quick_update=True).env
    values = {
        "res_model_id": env["ir.model"]._get_id("res.partner"),
        "res_id": records.get(f"vendor_{case.vendor}").id,
        "activity_type_id": env.ref("mail.mail_activity_data_todo").id,
        "summary": LICENCE,
        "date_deadline": day,
        "user_id": records.get("user_cg1").id,
    }
    type(records)(quiet).put("mail.activity", {"activity_certificate": values})
