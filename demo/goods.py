"""Units, packings, categories, articles, vendor prices and put-away rules."""

from . import data
from .company import tax
from .warehouses import bins_of_goods

FOREIGN_UNITS = (
    *("cubic_inch", "floz", "square_foot", "inch", "yard", "gal", "cubic_foot", "qt"),
    *("oz", "foot", "mile", "lb"),
)
CORE_UNITS = {
    "kgm": "千克",
    "unit": "件",
    "minute": "分钟",
    "millimeter": "毫米",
    "cm": "厘米",
    "meter": "米",
    "square_meter": "平方米",
    "cubic_meter": "立方米",
    "gram": "克",
    "litre": "升",
}
CORE_CATEGORIES = {
    "product_category_goods": "商品",
    "product_category_services": "服务",
    "product_category_expenses": "费用",
}
SERVICES = {"FW001": ("仓储服务费", "6.00"), "FW002": ("装卸服务费", "8.00")}
SECOND_SOURCE = "V14"


def unit_name(good):
    """Return the external id part of the base unit and of the carton."""
    return f"unit_{good.unit}", f"carton_{good.unit}_{good.per_carton}"


def load_units(env, records):
    """The units goods are sold in, each with the cartons that hold it."""
    for xmlid, name in CORE_UNITS.items():
        env.ref(f"uom.product_uom_{xmlid}").name = name
    records.adopt("unit_千克", env.ref("uom.product_uom_kgm"))
    for name in FOREIGN_UNITS:
        foreign = env.ref(f"uom.product_uom_{name}", raise_if_not_found=False)
        if foreign:
            foreign.active = False
    goods = data.goods().values()
    units = {unit_name(g)[0]: {"name": g.unit, "relative_factor": 1} for g in goods}
    made = records.put("uom.uom", units)
    cartons = {}
    for good in (g for g in goods if g.per_carton > 1):
        unit, carton = unit_name(good)
        cartons[carton] = {
            "name": f"箱({good.per_carton}{good.unit})",
            "relative_factor": good.per_carton,
            "relative_uom_id": made[unit].id,
        }
    records.put("uom.uom", cartons)


def load_categories(env, records):
    """One category per kind of goods below 商品; all at average cost."""
    names = list(dict.fromkeys(g.category for g in data.goods().values()))
    for xmlid, title in CORE_CATEGORIES.items():
        category = env.ref(f"product.{xmlid}", raise_if_not_found=False)
        if category:
            category.name = title
            records.adopt(f"category_{title}", category)
    own = {f"category_{title}": {"name": title} for title in ("商品", "服务")}
    made = records.put("product.category", own)
    parent = made["category_商品"].id
    values = {f"category_{n}": {"name": n, "parent_id": parent} for n in names}
    records.put("product.category", values)
    categories = env["product.category"].search([])
    categories.property_cost_method = "average"
    categories.removal_strategy_id = env.ref("product_expiry.removal_fefo")


def load_goods(env, records, goods):
    """Create the articles with everything a buyer, seller and store keeper needs."""
    taxes = {
        (use, rate): tax(env, use, rate).id
        for use in ("sales", "purchase")
        for rate in (13, 9, 6)
    }
    values = {f"product_{g.code}": _product(env, records, g, taxes) for g in goods}
    made = records.put("product.product", values)
    for good in goods:
        template = made[f"product_{good.code}"].product_tmpl_id
        records.adopt(f"template_{good.code}", template)
    _load_services(env, records, taxes)
    _load_carton_barcodes(records, goods)
    _load_vendor_prices(env, records, goods)


def _product(env, records, good, taxes):
    unit, carton = unit_name(good)
    values = {
        "name": good.title,
        "default_code": good.code,
        "barcode": good.barcode,
        "jxc_spec": good.spec,
        "jxc_brand": good.brand,
        "jxc_model": good.model,
        "jxc_origin": good.origin,
        "type": "consu",
        "is_storable": True,
        "categ_id": records.get(f"category_{good.category}").id,
        "uom_id": records.get(unit).id,
        "list_price": float(good.price),
        "standard_price": float(good.cost),
        "taxes_id": [(6, 0, [taxes["sales", good.vat]])],
        "supplier_taxes_id": [(6, 0, [taxes["purchase", good.vat]])],
        "invoice_policy": "delivery",
        "purchase_method": "receive",
        **_shelf_life(good),
    }
    if good.per_carton > 1:
        values["uom_ids"] = [(6, 0, records.get(carton).ids)]
    fields = env["product.product"]._fields
    return {name: value for name, value in values.items() if name in fields}


def _shelf_life(good):
    if not good.life_days:
        return {"tracking": "none"}
    return {
        "tracking": "lot",
        "use_expiration_date": True,
        "expiration_time": good.life_days,
        "use_time": good.life_days // 10,
        "removal_time": good.life_days // 20,
        "alert_time": good.life_days // 3,
    }


def _load_services(env, records, taxes):
    values = {}
    for code, (name, price) in SERVICES.items():
        values[f"product_{code}"] = {
            "name": name,
            "default_code": code,
            "type": "service",
            "categ_id": records.get("category_服务").id,
            "list_price": float(price),
            "taxes_id": [(6, 0, [taxes["sales", 6]])],
            "supplier_taxes_id": [(6, 0, [taxes["purchase", 6]])],
            "invoice_policy": "order",
        }
    records.put("product.product", values)


def _load_carton_barcodes(records, goods):
    values = {}
    for good in (g for g in goods if g.carton_barcode):
        values[f"carton_barcode_{good.code}"] = {
            "product_id": records.get(f"product_{good.code}").id,
            "uom_id": records.get(unit_name(good)[1]).id,
            "barcode": good.carton_barcode,
        }
    records.put("product.uom", values)


def _load_vendor_prices(env, records, goods):
    """Main vendor at cost with its minimum; the second source is quick and dearer."""
    terms = {row["vendor"]: row for row in data.rows("vendors")}
    values = {}
    for good in goods:
        for rank, vendor in enumerate((good.vendor, SECOND_SOURCE), 1):
            values[f"seller_{good.code}_{rank}"] = {
                "partner_id": records.get(f"vendor_{vendor}").id,
                "product_tmpl_id": records.get(f"template_{good.code}").id,
                "sequence": rank,
                "product_uom_id": records.get(carton_unit(good)).id,
                "min_qty": int(terms[vendor]["moq_cartons"]),
                "price": float(vendor_price(good, rank)),
                "delay": int(terms[vendor]["lead_days"]),
            }
    records.put("product.supplierinfo", values)


def carton_unit(good):
    """Return the external id of the unit the good is bought and sold in."""
    unit, carton = unit_name(good)
    return carton if good.per_carton > 1 else unit


def vendor_price(good, rank):
    """Return the vendor's price per carton in CNY: rank 1 main, 2 second (+4 %)."""
    carton = good.cost * good.per_carton
    return carton if rank == 1 else round(carton * 104 / 100, 2)


def load_put_away(records, goods, warehouses):
    """Each article has its bin in each warehouse."""
    bins = bins_of_goods(data.goods().values())
    values = {}
    for number in warehouses:
        stock = records.get(f"warehouse_{number}").lot_stock_id
        for good in goods:
            values[f"putaway_{number}_{good.code}"] = {
                "product_id": records.get(f"product_{good.code}").id,
                "location_in_id": stock.id,
                "location_out_id": records.get(f"bin_{number}_{bins[good.code]}").id,
            }
    records.put("stock.putaway.rule", values)
