"""Vendors, customers and the staff with their roles."""

import csv
from pathlib import Path

from . import data

LOGINS = Path(__file__).parent / "logins.csv"


def load_users(env, records):
    """One user per line of users.csv with the password printed in logins.csv."""
    values = {}
    for row in data.rows("users"):
        group = env.ref(f"jxc_base.{row['group']}")
        values[f"user_{row['login']}"] = {
            "name": row["name"],
            "login": row["login"],
            "email": f"{row['login']}@example.com",
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
            "notification_type": "inbox",
            "group_ids": [(6, 0, [env.ref("base.group_user").id, group.id])],
        }
    new = [row["login"] for row in data.rows("users")]
    new = [login for login in new if f"user_{login}" not in records]
    users = records.put("res.users", values)
    _set_passwords(env, {login: users[f"user_{login}"] for login in new})
    for row in data.rows("users"):
        if row["warehouse"]:
            warehouse = records.get(f"warehouse_{row['warehouse']}")
            users[f"user_{row['login']}"].property_warehouse_id = warehouse
    return users


def _set_passwords(env, users):
    """Give new users the printed passwords; each is hashed once, hashing is slow."""
    with open(LOGINS, encoding="utf-8") as stream:
        passwords = {row["login"]: row["password"] for row in csv.DictReader(stream)}
    crypt = env["res.users"]._crypt_context()
    hashes = {p: crypt.hash(p) for p in {passwords[login] for login in users}}
    for login, user in users.items():
        user._set_encrypted_password(user.id, hashes[passwords[login]])


def _company(env, row, code):
    state = env.ref("base.state_cn_ZJ", raise_if_not_found=False)
    zhejiang = row["city"].startswith("浙江省")
    return {
        "name": row["name"],
        "ref": code,
        "is_company": True,
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
        "country_id": env.ref("base.cn").id,
        "state_id": state.id if state and zhejiang else False,
        "city": row["city"].removeprefix("浙江省"),
        "street": row["street"],
        "phone": row["phone"],
        "child_ids": [(0, 0, {"name": row["contact"], "phone": row["phone"]})],
    }


def _terms(records):
    terms = [records.get(f"term_{number}") for number in range(1, 5)]
    return {term.name: term.id for term in terms}


def load_vendors(env, records):
    """Vendors with payment terms; prices come with the goods."""
    terms, values = _terms(records), {}
    for row in data.rows("vendors"):
        values[f"vendor_{row['vendor']}"] = {
            **_company(env, row, f"GYS{row['vendor'][1:]}"),
            "supplier_rank": 1,
            "property_supplier_payment_term_id": terms[row["term"]],
        }
    return records.put("res.partner", values)


def load_customers(env, records):
    """Customers with payment terms and the salesperson who looks after them."""
    terms, values = _terms(records), {}
    for row in data.rows("customers"):
        values[f"customer_{row['customer']}"] = {
            **_company(env, row, f"KH{int(row['customer']):03d}"),
            "customer_rank": 1,
            "user_id": records.get(f"user_{row['salesperson']}").id,
            "property_payment_term_id": terms[row["term"]],
        }
    return records.put("res.partner", values)
