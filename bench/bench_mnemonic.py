"""Product search by Chinese, pinyin initials, full pinyin and code.

100,000 products; patterns of 1, 2 and 4 characters; goal: below 50 ms each.
"""

import random

from bench.frame import Row, measure

PRODUCTS = 100_000
GOAL_MS = 50
BATCH = 10_000
SEED = 20260101
BRANDS = (
    "海天 李锦记 太太乐 金龙鱼 福临门 鲁花 厨邦 老干妈 统一 康师傅 娃哈哈 农夫山泉 "
    "怡宝 蒙牛 伊利 光明 双汇 雨润 三只松鼠 良品铺子 洽洽 旺旺 达利园 盼盼 立白 雕牌 "
    "蓝月亮 舒肤佳 高露洁 黑人 心相印 清风 维达 洁柔 南孚 公牛"
).split()
GOODS = (
    "酱油 生抽 老抽 蚝油 米醋 料酒 味精 鸡精 食盐 白糖 花生油 大豆油 菜籽油 大米 "
    "面粉 挂面 方便面 矿泉水 纯净水 绿茶 红茶 可乐 纯牛奶 酸奶 火腿肠 饼干 薯片 瓜子 "
    "坚果 巧克力 洗衣液 洗洁精 香皂 牙膏 牙刷 抽纸 卷纸 电池 插座 毛巾"
).split()
TASTES = "特级 经典 金标 零添加 原味 香辣 家庭装 量贩装 儿童 新鲜 有机 精选".split()
SIZES = "100ml 250ml 500ml 1L 1.8L 5L 100g 250g 500g 1kg 5kg 10包 24瓶 箱装".split()
PATTERNS = {
    "Chinese, 1 character": ["酱", "油", "水", "纸", "牛"],
    "Chinese, 2 characters": ["海天", "酱油", "蒙牛", "抽纸", "绿茶"],
    "Chinese, 4 characters": ["海天金标", "特级花生", "方便面1", "农夫山泉"],
    "initials, 1 character": ["h", "j", "m", "s"],
    "initials, 2 characters": ["ht", "jy", "mn", "cz"],
    "initials, 4 characters": ["htjb", "tjhs", "nfsq", "mncn"],
    "pinyin, 2 characters": ["ha", "ji", "nu"],
    "pinyin, 4 characters": ["hait", "jian", "meng"],
    "code, 1 character": ["5", "9"],
    "code, 2 characters": ["p0", "77"],
    "code, 4 characters": ["p004", "0777"],
    "nothing to find, 4 characters": ["zzzz", "龘龘龘龘"],
}


def run(env, scale: float) -> list[Row]:
    """Return one row for each kind of pattern and each way to search."""
    make_products(env, max(int(PRODUCTS * scale), 1000))
    user = make_salesperson(env)
    products = env["product.product"].with_user(user).with_context(lang="zh_CN")
    rows = []
    for kind, patterns in PATTERNS.items():
        rows.append(row(f"drop-down: {kind}", products, patterns, drop_down))
        rows.append(row(f"list: {kind}", products, patterns, first_page))
    return rows


def row(what, products, patterns, search) -> Row:
    calls = [lambda p=pattern: search(products, p) for pattern in patterns]
    return measure(what, calls, GOAL_MS, products.env.invalidate_all)


def drop_down(products, pattern):
    """What a many2one field asks while somebody types."""
    return products.name_search(pattern, limit=8)


def first_page(products, pattern):
    """The first page of the list, with the number found up to what the client asks."""
    fields = {"display_name": {}, "default_code": {}}
    domain = [("jxc_find", "ilike", pattern)]
    return products.web_search_read(domain, fields, limit=80, count_limit=10_001)


def make_salesperson(env):
    groups = env.ref("jxc_base.group_salesperson")
    values = {"name": "bench", "login": "bench", "group_ids": [(6, 0, groups.ids)]}
    return env["res.users"].create(values)


def names(count: int) -> list[str]:
    """Return made-up names of goods, the same ones every time."""
    chance = random.Random(SEED)
    parts = (BRANDS, TASTES, GOODS, SIZES)
    return ["".join(chance.choice(part) for part in parts) for _ in range(count)]


def make_products(env, count: int) -> None:
    """Copy one product in SQL; its search fields come from the product's own core."""
    model = env["product.product"].create({"name": "原型", "is_storable": True})
    env.flush_all()
    found = names(count)
    for start in range(0, count, BATCH):
        insert(env, model, start, found[start : start + BATCH])
    env.cr.execute("ANALYZE product_template; ANALYZE product_product")
    env.cr.commit()


def insert(env, model, start: int, batch: list[str]) -> None:
    from odoo.addons.jxc_base.core.mnemonic import full_pinyin, initials, search_text

    codes = [f"P{start + number:06d}" for number in range(len(batch))]
    templates = {
        "name": [f'{{"en_US": "{name}", "zh_CN": "{name}"}}' for name in batch],
        "default_code": codes,
        "jxc_mnemonic": [initials(name) for name in batch],
        "jxc_pinyin": [full_pinyin(name) for name in batch],
        "jxc_search": [search_text(name) for name in batch],
    }
    ids = copy_rows(env, model.product_tmpl_id, templates)
    texts = [search_text(n, c) for n, c in zip(batch, codes, strict=True)]
    columns = {"product_tmpl_id": ids, "default_code": codes, "jxc_search": texts}
    copy_rows(env, model, columns | {"barcode": [None] * len(batch)})


def copy_rows(env, record, changed: dict[str, list]) -> list[int]:
    """Insert a copy of the record's row for each value of the changed columns."""
    from odoo.tools import SQL

    columns = stored_columns(env, record, changed)
    kept = [name for name in columns if name not in changed]
    unnested = SQL(", ").join(
        SQL("%s::text[]", [None if v is None else str(v) for v in values])
        for values in changed.values()
    )
    aliases = SQL(", ").join(map(SQL.identifier, changed))
    casts = [
        SQL("new.%s::%s", SQL.identifier(name), SQL(columns[name])) for name in changed
    ]
    old = [SQL("old.%s", SQL.identifier(name)) for name in kept]
    query = SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s old, unnest(%s) new(%s)"
        " WHERE old.id = %s RETURNING id",
        SQL.identifier(record._table),
        SQL(", ").join(map(SQL.identifier, [*kept, *changed])),
        SQL(", ").join([*old, *casts]),
        SQL.identifier(record._table),
        unnested,
        aliases,
        record.id,
    )
    return [found for (found,) in env.execute_query(query)]


def stored_columns(env, record, changed) -> dict[str, str]:
    """Return the table's columns with their types, without the identifier."""
    env.cr.execute(
        """SELECT column_name, udt_name FROM information_schema.columns
            WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'""",
        [record._table],
    )
    return dict(env.cr.fetchall())
