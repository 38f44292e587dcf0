"""Three warehouses with zones, bins and hold areas, named as the staff name them."""

# number: (name, code, city, street)
WAREHOUSES = {
    1: ("杭州总仓", "HZ", "杭州市", "钱塘区下沙街道物流大道168号"),
    2: ("宁波仓", "NB", "宁波市", "江北区通惠路99号"),
    3: ("义乌仓", "YW", "金华市", "义乌市国际物流中心D区6号"),
}
# zone: (name, racks, levels)
ZONES = {
    "A": ("常温食品区", 8, 4),
    "B": ("冷藏区", 2, 4),
    "C": ("冷冻区", 2, 4),
    "D": ("果蔬保鲜区", 3, 3),
    "E": ("日用品区", 3, 4),
}
ZONE_OF_STORAGE = {"常温": "A", "冷藏": "B", "冷冻": "C", "保鲜": "D"}
DAILY_GOODS = ("纸品", "家居清洁", "个人护理")
HOLDS = {"quality": "待检区", "quarantine": "不合格品区", "expired": "过期品区"}
OPERATIONS = {
    "in_type_id": "采购入库",
    "out_type_id": "销售出库",
    "int_type_id": "移库",
    "store_type_id": "上架",
    "qc_type_id": "质检",
    "pick_type_id": "拣货",
    "pack_type_id": "打包",
    "xdock_type_id": "越库",
}
PLACES = {
    "lot_stock_id": "存货区",
    "wh_input_stock_loc_id": "收货区",
    "wh_qc_stock_loc_id": "质检区",
    "wh_output_stock_loc_id": "发货区",
    "wh_pack_stock_loc_id": "打包区",
}
USAGES = {
    "customer": "客户",
    "supplier": "供应商",
    "inventory": "盘点差异",
    "production": "生产",
}


def load_warehouses(env, records):
    """Create the warehouses; the first one is core's own, receiving in two steps."""
    first = env["stock.warehouse"].search([], order="id", limit=1)
    records.adopt("warehouse_1", first)
    name, code = WAREHOUSES[1][:2]
    if first.code != code:
        first.write({"name": name, "code": code, "reception_steps": "two_steps"})
    values = {}
    for number, (name, code, city, street) in WAREHOUSES.items():
        partner = records.put(
            "res.partner",
            {f"warehouse_partner_{number}": _address(env, name, city, street)},
        )
        values[f"warehouse_{number}"] = {
            "name": name,
            "code": code,
            "partner_id": partner[f"warehouse_partner_{number}"].id,
        }
    made = records.put("stock.warehouse", values)
    first.partner_id = records.get("warehouse_partner_1")
    for warehouse in made.values():
        _name_parts(env, warehouse)
    return made


def _address(env, name, city, street):
    state = env.ref("base.state_cn_ZJ", raise_if_not_found=False)
    return {
        "name": name,
        "parent_id": env.company.partner_id.id,
        "type": "delivery",
        "country_id": env.ref("base.cn").id,
        "state_id": state and state.id,
        "city": city,
        "street": street,
    }


def _name_parts(env, warehouse):
    for field, name in PLACES.items():
        warehouse[field].name = name
    for field, name in OPERATIONS.items():
        warehouse[field].name = name
    routes = warehouse.reception_route_id | warehouse.delivery_route_id
    for route, name in zip(routes, ("收货", "发货"), strict=False):
        route.name = f"{warehouse.name}:{name}"


def name_shared_places(env):
    """Chinese names for the places every warehouse shares."""
    locations = env["stock.location"].with_context(active_test=False)
    for usage, name in USAGES.items():
        for location in locations.search([("usage", "=", usage)]):
            if location.name.isascii():
                location.name = name
    for location in locations.search([("usage", "=", "transit")]):
        if location.name.isascii():
            location.name = "公司间在途"


def load_bins(env, records):
    """Create zones and bins under each warehouse's stock, and its hold areas."""
    zones, bins = {}, {}
    for number in WAREHOUSES:
        warehouse = records.get(f"warehouse_{number}")
        for letter, (name, _racks, _levels) in ZONES.items():
            zones[f"zone_{number}_{letter}"] = {
                "name": f"{letter} {name}",
                "usage": "internal",
                "location_id": warehouse.lot_stock_id.id,
            }
    made = records.put("stock.location", zones)
    for number in WAREHOUSES:
        code = WAREHOUSES[number][1]
        for letter in ZONES:
            parent = made[f"zone_{number}_{letter}"]
            for place in bin_names(letter):
                bins[f"bin_{number}_{place}"] = {
                    "name": place,
                    "usage": "internal",
                    "location_id": parent.id,
                    "barcode": f"{code}-{place}",
                }
    records.put("stock.location", bins)
    _load_holds(records)


def bin_names(letter):
    """Return the bins of a zone in walking order, for example A-01-1."""
    _name, racks, levels = ZONES[letter]
    return [
        f"{letter}-{rack:02d}-{level}"
        for rack in range(1, racks + 1)
        for level in range(1, levels + 1)
    ]


def _load_holds(records):
    values = {}
    for number in WAREHOUSES:
        warehouse = records.get(f"warehouse_{number}")
        for kind, name in HOLDS.items():
            values[f"hold_{number}_{kind}"] = {
                "name": name,
                "usage": "internal",
                "location_id": warehouse.view_location_id.id,
                "jxc_hold": kind,
                "barcode": f"{WAREHOUSES[number][1]}-{kind.upper()}",
            }
    records.put("stock.location", values)


def bin_of(good, position):
    """Return the bin name of the good that comes position-th in its zone."""
    letter = zone_of(good)
    names = bin_names(letter)
    return names[position % len(names)]


def zone_of(good):
    """Return the zone letter by kind of goods and storage."""
    return "E" if good.category in DAILY_GOODS else ZONE_OF_STORAGE[good.storage]


def bins_of_goods(goods):
    """Return {code: bin name}; neighbours in the list are neighbours in the rack."""
    count, found = {}, {}
    for good in goods:
        letter = zone_of(good)
        found[good.code] = bin_of(good, count.get(letter, 0))
        count[letter] = count.get(letter, 0) + 1
    return found
