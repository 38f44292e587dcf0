import { _t } from "@web/core/l10n/translation";
import { parseMixed } from "@jxc_base/mixed_qty/mixed";

/** Text without case, accents of width and blanks around it, to compare what was typed. */
export function plain(text) {
    return String(text || "")
        .normalize("NFKC")
        .trim()
        .toLowerCase();
}

/** Whether a row is what was typed or scanned: code, barcode, lot or package. */
export function isExactly(row, text) {
    const wanted = plain(text);
    return [row.code, row.barcode, row.lot, row.package].some(
        (own) => own && plain(own) === wanted,
    );
}

/** Whether a row contains what was typed. */
export function isLike(row, text) {
    const wanted = plain(text);
    const own = [row.product, row.code, row.barcode, row.lot, row.package].map(plain);
    return own.some((name) => name.includes(wanted));
}

/** Number that was typed, null if it is none; full-width digits are fine, a comma stands
 * before thousands where three digits follow, else before decimals. */
export function quantityTyped(text) {
    const given = plain(text);
    const thousands = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(given);
    const typed = given.replace(/,/g, thousands ? "" : ".");
    if (!/^\d+(\.\d*)?$/.test(typed)) {
        return null;
    }
    return Number(typed);
}

function chosenUnit(row) {
    const [, name] = row.uoms.find(([id]) => id === row.uomChosen);
    return row.scale.units.find((unit) => unit.name === name);
}

/** {quantity, uom_id} of what was typed in a row, null if it is none: a number and
 * "3*12+5" count in the unit that was chosen, "3 box 5" in the unit of the product.
 *
 * @throws {MixedError} it is no quantity
 */
export function amountTyped(row) {
    const quantity = quantityTyped(row.typed);
    if (quantity !== null) {
        return { quantity, uom_id: row.uomChosen };
    }
    if (!plain(row.typed) || plain(row.typed).startsWith("-")) {
        return null;
    }
    const named = /\p{L}/u.test(row.typed);
    const own = named ? row.scale.own : chosenUnit(row);
    const amount = parseMixed(row.typed, { ...row.scale, own });
    return amount < 0 ? null : { quantity: amount, uom_id: named ? row.uom_id : row.uomChosen };
}

/** What has been counted, in words: of how many rows, and how many are left. */
export function progressText(rows) {
    const done = rows.filter((row) => row.quantity !== null).length;
    return _t("%(done)s of %(all)s counted", { done, all: rows.length });
}

/** Key of a row that has not been stored yet: goods and what was typed as lot. */
export function newKey(row, lot) {
    return [row.product_id, lot || row.lot_id || 0, row.package_id, row.owner_id].join("-");
}
