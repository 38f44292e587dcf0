import { _t } from "@web/core/l10n/translation";

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

/** What has been counted, in words: of how many rows, and how many are left. */
export function progressText(rows) {
    const done = rows.filter((row) => row.quantity !== null).length;
    return _t("%(done)s of %(all)s counted", { done, all: rows.length });
}

/** Key of a row that has not been stored yet: goods and what was typed as lot. */
export function newKey(row, lot) {
    return [row.product_id, lot || row.lot_id || 0, row.package_id, row.owner_id].join("-");
}
