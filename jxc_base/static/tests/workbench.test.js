import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { Workbench } from "@jxc_base/workbench/workbench";

defineMailModels();

const DATA = {
    user: "Wang Li",
    company: "Trade Ltd",
    today: "2026-03-05",
    tiles: [
        {
            code: "deliveries_late",
            title: "Late Deliveries",
            count: 3,
            state: "late",
            hint: "Should have left before today.",
            lines: [],
            action: { name: "late" },
        },
        {
            code: "approvals",
            title: "Approvals",
            count: 5,
            state: "todo",
            hint: null,
            lines: [{ title: "Purchase Order", count: 2, action: { name: "orders" } }],
            action: { name: "approvals" },
        },
    ],
};

const PROPS = { action: {}, actionId: 1, updateActionState: () => {}, className: "" };

function mockActions() {
    mockService("action", {
        doAction(action) {
            expect.step(action.name || `${action.res_model}/${action.res_id}`);
        },
    });
}

test("tiles show their counts and open their lists", async () => {
    mockActions();
    onRpc("jxc.workbench", "get_data", () => DATA);
    await mountWithCleanup(Workbench, { props: PROPS });
    expect(queryAllTexts(".o_jxc_count")).toEqual(["3", "5"]);
    expect(".o_jxc_tile.o_jxc_late").toHaveCount(1);
    expect(".o_jxc_empty").toHaveCount(0);
    await click("[data-code=deliveries_late] .o_jxc_tile_main");
    await click(".o_jxc_line");
    expect.verifySteps(["late", "orders"]);
});

test("nothing to do says so", async () => {
    mockActions();
    const tiles = DATA.tiles.map((tile) => ({ ...tile, count: 0, state: "none", lines: [] }));
    onRpc("jxc.workbench", "get_data", () => ({ ...DATA, tiles }));
    await mountWithCleanup(Workbench, { props: PROPS });
    expect(".o_jxc_empty.alert-success").toHaveCount(1);
});

test("a mnemonic finds a product; Enter opens the first hit", async () => {
    mockActions();
    onRpc("jxc.workbench", "get_data", () => DATA);
    onRpc("jxc.workbench", "find", ({ args }) => {
        expect.step(`find ${args[0]}`);
        return args[0] === "htjy" ? [{ model: "product.product", id: 7, name: "Soy Sauce" }] : [];
    });
    await mountWithCleanup(Workbench, { props: PROPS });
    await click(".o_jxc_search input");
    await edit("htjy");
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o_jxc_found .dropdown-item")).toEqual(["Soy Sauce"]);
    await press("Enter");
    expect.verifySteps(["find htjy", "product.product/7"]);
});

test("no hit says what to try", async () => {
    mockActions();
    onRpc("jxc.workbench", "get_data", () => DATA);
    onRpc("jxc.workbench", "find", () => []);
    await mountWithCleanup(Workbench, { props: PROPS });
    await click(".o_jxc_search input");
    await edit("qqq");
    await runAllTimers();
    await animationFrame();
    expect(".o_jxc_found .dropdown-item-text").toHaveCount(1);
});
