import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { PdaApp } from "@jxc_pda/app/pda_app";
import { formatQuantity } from "@jxc_pda/app/pda_card";

defineMailModels();

const CARD = {
    kind: "product",
    kind_name: "Product",
    model: "product.product",
    id: 7,
    title: "Soy sauce",
    subtitle: "500ml",
    image: null,
    badge: { text: "Expired", tone: "danger" },
    facts: [{ label: "Code", value: "SP-1" }],
    stock: {
        uom: "Units",
        on_hand: 112,
        reserved: 30,
        available: 70.5,
        more: 0,
        warehouses: [
            {
                name: "Main",
                on_hand: 112,
                reserved: 30,
                available: 70.5,
                rows: [
                    {
                        name: "WH/A-01",
                        lot: "L1",
                        package: null,
                        expiry: "2030-06-30",
                        held: true,
                        on_hand: 112,
                        reserved: 30,
                        available: 70.5,
                        target: { model: "stock.location", id: 3 },
                    },
                ],
            },
        ],
    },
    sections: [{ title: "Packings", rows: [], empty: "None" }],
    links: [{ label: "Print Label", url: "/jxc/labels/x", kind: "print" }],
};
const PLACE = { ...CARD, kind: "location", title: "A-01", stock: null, badge: null };

async function mountApp(answer) {
    sessionStorage.removeItem("jxc_pda.recent");
    onRpc("/pda/look_up", async (request) => {
        const { params } = await request.json();
        expect.step(params.code || `${params.model} ${params.record_id}`);
        return answer(params);
    });
    mockService("pda_feedback", { play: (kind) => expect.step(`♪ ${kind}`) });
    const props = { user: "Li", company: "Co" };
    const app = await mountWithCleanup(PdaApp, { props });
    return { app, scan: (code) => app.scanner.scan(code).then(animationFrame) };
}

const found = (card, candidates = [{}]) => ({ candidates, card, error: null });

test("a scan shows the card with its stock; rows lead on and back", async () => {
    const { scan } = await mountApp(({ code }) => found(code ? CARD : PLACE));
    expect(".pda_home h1").toHaveText("Scan any code");
    await scan("SP-1");
    expect.verifySteps(["SP-1", "♪ ok"]);
    expect(".pda_card h1").toHaveText("Soy sauce");
    expect(".pda_available b").toHaveText("70.5");
    expect(".pda_held").toHaveCount(1);
    expect(".pda_badge").toHaveText("Expired");
    expect("a.pda_print").toHaveAttribute("href", "/jxc/labels/x");
    await click(".pda_stock .pda_row");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["stock.location 3"]);
    expect(".pda_card h1").toHaveText("A-01");
    await click(".pda_back");
    await animationFrame();
    expect(".pda_card h1").toHaveText("Soy sauce");
    await click(".pda_back");
    await animationFrame();
    expect(".pda_home").toHaveCount(1);
    expect(queryAllTexts(".pda_recent .pda_row")).toEqual(["SP-1"]);
});

test("an unknown code is an alarm that shows the code and stays", async () => {
    const { scan } = await mountApp(() => found(null, []));
    await scan("NOPE");
    expect(".pda_alarm").toHaveAttribute("data-kind", "unknown");
    expect(".pda_code").toHaveText("NOPE");
    expect(".pda_card").toHaveCount(0);
    expect.verifySteps(["NOPE", "♪ alarm"]);
});

test("a wrong code says why", async () => {
    const { scan } = await mountApp(() => ({ ...found(null, []), error: "bad digit" }));
    await scan("(01)1");
    expect(".pda_reason").toHaveText("bad digit");
    expect.verifySteps(["(01)1", "♪ alarm"]);
});

test("several meanings are asked, never guessed", async () => {
    const items = [
        { kind: "product", kind_name: "Product", model: "p", id: 1, name: "A", detail: "" },
        { kind: "location", kind_name: "Place", model: "l", id: 2, name: "B", detail: "" },
    ];
    const { scan } = await mountApp(({ code }) => (code ? found(null, items) : found(PLACE)));
    await scan("X");
    expect(".pda_card").toHaveCount(0);
    expect(".pda_choice .pda_row").toHaveCount(2);
    await click(".pda_choice .pda_row:last-of-type");
    await animationFrame();
    await animationFrame();
    expect(".pda_card h1").toHaveText("A-01");
    expect.verifySteps(["X", "♪ ask", "l 2"]);
    await click(".pda_back");
    await animationFrame();
    expect(".pda_choice .pda_row").toHaveCount(2);
});

test("without network the code is kept and can be tried again", async () => {
    let online = false;
    const { app, scan } = await mountApp(() => found(CARD));
    const ask = app.ask.bind(app);
    app.ask = (params) => {
        if (online) {
            return ask(params);
        }
        app.failed(new Error("offline"), params);
        return Promise.resolve(null);
    };
    await scan("SP-1");
    expect(".pda_alarm").toHaveAttribute("data-kind", "offline");
    expect(".pda_code").toHaveText("SP-1");
    online = true;
    await click(".pda_alarm .pda_button");
    await animationFrame();
    await animationFrame();
    expect(".pda_card h1").toHaveText("Soy sauce");
    expect(".pda_alarm").toHaveCount(0);
    expect.verifySteps(["♪ alarm", "SP-1", "♪ ok"]);
});

test("no on-screen keyboard unless asked for", async () => {
    await mountApp(() => found(CARD));
    expect(queryOne(".pda_field").inputMode).toBe("none");
    expect(".pda_go").toHaveCount(0);
    await click(".pda_keyboard");
    await animationFrame();
    expect(queryOne(".pda_field").inputMode).toBe("text");
    expect(".pda_go").toHaveCount(1);
});

test("quantities have at most three decimals", () => {
    document.documentElement.lang = "en-US";
    expect(formatQuantity(1234.5)).toBe("1,234.5");
    expect(formatQuantity(0.1 + 0.2)).toBe("0.3");
    expect(formatQuantity(-2)).toBe("-2");
});
