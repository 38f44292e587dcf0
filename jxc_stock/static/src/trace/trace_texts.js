import { _t } from "@web/core/l10n/translation";

/** Names of what a movement did; the keys are those of `core/trace.py`. */
export const KINDS = {
    received: _t("Received from vendors"),
    vendor_return: _t("Returned to vendors"),
    made: _t("Made or taken apart"),
    used: _t("Used for other goods"),
    surplus: _t("Surplus of counts"),
    shortage: _t("Shortage of counts"),
    scrapped: _t("Scrapped"),
    other_receipt: _t("Other receipts"),
    other_issue: _t("Other issues"),
    shipped: _t("Delivered to customers"),
    customer_return: _t("Returned by customers"),
    other_in: _t("From other companies"),
    other_out: _t("To other companies"),
    inner: _t("Moved inside"),
    outside: _t("Straight to the customer"),
};

const ADDED = ["received", "made", "surplus", "customer_return", "other_receipt", "other_in"];
const TAKEN = [
    "vendor_return",
    "used",
    "shortage",
    "scrapped",
    "other_issue",
    "shipped",
    "other_out",
];

/** What adds up to the quantity on hand, with its sign; only what happened. */
export function balanceRows(totals) {
    const rows = [
        ...ADDED.map((name) => ({ name, sign: "+", quantity: totals[name] })),
        ...TAKEN.map((name) => ({ name, sign: "−", quantity: totals[name] })),
    ];
    return rows
        .filter(({ quantity }) => quantity)
        .map((row) => ({ ...row, label: KINDS[row.name].toString() }));
}

export const FOUND = {
    code: _t("code or barcode"),
    lot: _t("lot"),
    document: _t("document"),
    partner: _t("customer or vendor"),
    product: _t("product"),
};

/** Whether the movements add up to what lies in stock. */
export function isReconciled(totals) {
    return Math.abs(totals.difference) < 1e-6;
}
