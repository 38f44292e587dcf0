import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import {
    amountTyped,
    isExactly,
    isLike,
    newKey,
    plain,
    quantityTyped,
} from "@jxc_stock/count/rows";

defineMailModels();

const UNITS = { name: "Units", factor: [1, 1], others: [] };
const PACK = { name: "包", factor: [1, 1], others: [] };
const BOX = { name: "箱", factor: [24, 1], others: [] };
const PACKED = {
    uom: "包",
    uoms: [
        [1, "包", 1],
        [2, "箱", 24],
    ],
    scale: { units: [PACK, BOX], own: PACK, digits: 2 },
};

const row = (values) => ({
    key: "1-0-0-0",
    product_id: 1,
    product: "Soy",
    code: "S1",
    barcode: "690001",
    tracking: "none",
    lot_id: 0,
    lot: "",
    package_id: 0,
    package: "",
    owner_id: 0,
    owner: "",
    uom_id: 1,
    uom: "Units",
    uoms: [[1, "Units", 1]],
    scale: { units: [UNITS], own: UNITS, digits: 2 },
    quantity: null,
    others: 0,
    ...values,
});
const TEA = row({ key: "2-0-0-0", product_id: 2, product: "Tea", code: "T1", barcode: "690002" });
const TASK = {
    id: 5,
    count: "PD-1",
    location: "WH/Shelf A",
    barcode: "",
    round: 1,
    state: "todo",
    blind: true,
    freeze: false,
    deadline: "",
    user: "",
    can_count: true,
};

async function openSheet(rows, task = {}) {
    onRpc("res.users", "review_user_count", () => []);
    onRpc("jxc.count.task", "get_sheet", () => ({ task: { ...TASK, ...task }, rows }));
    onRpc("jxc.count.task", "record", ({ args }) => {
        const [entry] = args[1];
        expect.step(`${entry.product_id}: ${entry.quantity}`);
        return { [`${entry.product_id}-0-0-0`]: entry.quantity };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "jxc_count_sheet",
        params: { task_id: 5 },
    });
}

test("what was typed", () => {
    expect([
        quantityTyped("12"),
        quantityTyped("1,5"),
        quantityTyped("１２"),
        quantityTyped("0"),
        quantityTyped("1,000"),
        quantityTyped("12,345,678.5"),
        quantityTyped("0.5"),
    ]).toEqual([12, 1.5, 12, 0, 1000, 12345678.5, 0.5]);
    expect([
        quantityTyped("-1"),
        quantityTyped("a"),
        quantityTyped(""),
        quantityTyped("1e3"),
    ]).toEqual([null, null, null, null]);
    expect(plain(" Ａb ")).toBe("ab");
    expect(isExactly(row({}), "s1")).toBe(true);
    expect(isExactly(row({}), "s")).toBe(false);
    expect(isLike(row({}), "so")).toBe(true);
    expect(newKey(row({}), "")).toBe("1-0-0-0");
});

test("what was typed in packings", () => {
    const typed = (text, uomChosen = 1) => amountTyped(row({ ...PACKED, typed: text, uomChosen }));
    expect(typed("3箱5包")).toEqual({ quantity: 77, uom_id: 1 });
    expect(typed("３箱5", 2)).toEqual({ quantity: 77, uom_id: 1 });
    expect(typed("3", 2)).toEqual({ quantity: 3, uom_id: 2 });
    expect(typed("3*2+1", 2)).toEqual({ quantity: 7, uom_id: 2 });
    expect(typed("")).toBe(null);
    expect(typed("-3箱")).toBe(null);
    expect(() => typed("3桶")).toThrow();
});

test("packings are typed and shown", async () => {
    await openSheet([row(PACKED), TEA]);
    expect("tr[data-key='1-0-0-0'] input").toHaveAttribute("placeholder", "箱 + 包");
    await contains("tr[data-key='1-0-0-0'] input").edit("3箱5包");
    await animationFrame();
    expect.verifySteps(["1: 77"]);
    expect("tr[data-key='1-0-0-0'] .o_jxc_packings").toHaveText("3箱5包");
    await contains("tr[data-key='1-0-0-0'] input").edit("3桶");
    expect("tr[data-key='1-0-0-0'] input").toHaveClass("is-invalid");
    expect(".o_notification").toHaveText(/桶/);
    expect.verifySteps([]);
});

test("another lot of goods on the list, and what colleagues counted", async () => {
    await openSheet([row({ key: "1-7-0-0", tracking: "lot", lot_id: 7, lot: "L7", others: 4 })]);
    onRpc("jxc.count.task", "record", ({ args }) => {
        expect.step(`${args[1][0].lot}: ${args[1][0].quantity}`);
        return {};
    });
    expect(".o_jxc_others").toHaveText(/4/);
    await contains(".o_jxc_add_lot").click();
    await animationFrame();
    expect("tr[data-key] input.o_jxc_lot").toHaveCount(1);
    await contains("input.o_jxc_lot").edit("L8");
    await contains("tr[data-key='1-new-0-0'] .o_jxc_cell").edit("5");
    await animationFrame();
    expect.verifySteps(["L8: 5"]);
});

test("figures are stored one by one, Enter goes down", async () => {
    await openSheet([row({}), TEA]);
    expect(queryAllTexts("th")).toEqual(["Product", "Code", "Counted", "Unit", ""]);
    await contains("tr[data-key='1-0-0-0'] input").edit("7", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["1: 7"]);
    expect("tr[data-key='2-0-0-0'] input").toBeFocused();
    expect(".o_jxc_counted").toHaveCount(1);
    expect(".o_jxc_progress").toHaveText("1 of 2 counted");
});

test("what is being typed stays when the row before is stored", async () => {
    const stored = new Deferred();
    await openSheet([row({}), TEA]);
    onRpc("jxc.count.task", "record", async ({ args }) => {
        await stored;
        expect.step(`${args[1][0].product_id}: ${args[1][0].quantity}`);
        return { [`${args[1][0].product_id}-0-0-0`]: args[1][0].quantity };
    });
    await contains("tr[data-key='1-0-0-0'] input").edit("7", { confirm: false });
    await press("Enter");
    await contains("tr[data-key='2-0-0-0'] input").edit("123", { confirm: false });
    expect.verifySteps([]);
    stored.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["1: 7"]);
    expect("tr[data-key='2-0-0-0'] input").toHaveValue("123");
});

test("figures are sent one after the other", async () => {
    const first = new Deferred();
    await openSheet([row({}), TEA]);
    onRpc("jxc.count.task", "record", async ({ args }) => {
        const [entry] = args[1];
        expect.step(`${entry.product_id} sent`);
        await (entry.product_id === 1 ? first : undefined);
        return { [`${entry.product_id}-0-0-0`]: entry.quantity };
    });
    await contains("tr[data-key='1-0-0-0'] input").edit("7");
    await contains("tr[data-key='2-0-0-0'] input").edit("8");
    expect.verifySteps(["1 sent"]);
    first.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["2 sent"]);
    expect(".o_jxc_counted").toHaveCount(2);
});

test("no number is not sent", async () => {
    await openSheet([row({})]);
    await contains("tr[data-key='1-0-0-0'] input").edit("seven");
    expect("tr[data-key='1-0-0-0'] input").toHaveClass("is-invalid");
    expect.verifySteps([]);
});

test("a scanned barcode leads to its row, one from elsewhere adds a row", async () => {
    onRpc("jxc.count.task", "find_goods", ({ args }) => {
        expect.step(args[1]);
        return [TEA];
    });
    await openSheet([row({})]);
    await contains(".o_jxc_search").edit("690001", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect("tr[data-key='1-0-0-0'] input").toBeFocused();
    await contains(".o_jxc_search").edit("690002", { confirm: false });
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["690002"]);
    expect("tr[data-key='2-0-0-0'] input").toBeFocused();
});

test("finishing asks when rows are left", async () => {
    await openSheet([row({ quantity: 3 }), TEA]);
    await contains(".o_jxc_finish").click();
    expect(".modal-body").toHaveText(/1 rows have no figure/);
});

test("a sheet that is not open is to look at", async () => {
    await openSheet([row({ quantity: 3 })], { can_count: false, state: "done" });
    expect(".o_jxc_finish").toHaveCount(0);
    expect(".o_jxc_cell").toHaveProperty("disabled", true);
});

test("the book stands on a sheet that is not blind", async () => {
    await openSheet([row({ book: 12 })], { blind: false });
    expect(queryAllTexts("th")[2]).toBe("Book");
    expect("tr[data-key='1-0-0-0'] td:eq(2)").toHaveText("12");
});
