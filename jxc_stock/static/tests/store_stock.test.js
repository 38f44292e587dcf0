import { beforeEach, expect, test } from "@odoo/hoot";
import { cellText, columnsOf, hasSome, valueOf } from "@jxc_stock/stores/cells";
import { balanceRows, isReconciled } from "@jxc_stock/trace/trace_texts";
import { allowTranslations } from "@web/../tests/web_test_helpers";

beforeEach(allowTranslations);

const format = new Intl.NumberFormat("en-US");
const store = (id) => ({ id, name: `S${id}` });

test("a cell says a number, yes or nothing", () => {
    expect(cellText(1200, format)).toBe("1,200");
    expect(cellText(true, format)).toBe("In stock");
    expect(cellText(false, format)).toBe("");
    expect(cellText(0, format)).toBe("");
    expect([true, false, 3, 0, -2].map(hasSome)).toEqual([true, false, true, false, false]);
});

test("a company with several stores has a total before them", () => {
    const columns = columnsOf([
        { id: 1, stores: [store(4), store(5)] },
        { id: 2, stores: [store(6)] },
    ]);
    expect(columns.map(({ key }) => key)).toEqual(["c1", "s4", "s5", "s6"]);
    const product = { cells: { 4: 7, 5: 1, 6: true }, totals: { 1: 8, 2: true } };
    expect(columns.map((column) => valueOf(product, column))).toEqual([8, 7, 1, true]);
});

test("the balance of a lot leaves out what did not happen", () => {
    const totals = { received: 10, shipped: 4, scrapped: 0, difference: 0 };
    const rows = balanceRows(totals).map(({ name, sign }) => sign + name);
    expect(rows).toEqual(["+received", "−shipped"]);
    expect(isReconciled(totals)).toBe(true);
    expect(isReconciled({ difference: 0.5 })).toBe(false);
});
