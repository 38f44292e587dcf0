import { _t } from "@web/core/l10n/translation";

/** What a cell says: a number, yes or no; nothing there stays empty. */
export function cellText(value, format) {
    if (value === true) {
        return _t("In stock").toString();
    }
    return value ? format.format(value) : "";
}

/** Whether there is some for the customer. */
export function hasSome(value) {
    return value === true || value > 0;
}

/** Columns: the total of each company with several stores, then its stores. */
export function columnsOf(companies, hideTotals = false) {
    return companies.flatMap((company) => {
        const stores = company.stores.map((store) => ({ ...store, key: `s${store.id}` }));
        const total = { id: company.id, key: `c${company.id}`, total: true };
        return stores.length > 1 && !hideTotals ? [total, ...stores] : stores;
    });
}

export function valueOf(product, column) {
    return column.total ? product.totals[column.id] : product.cells[column.id];
}
