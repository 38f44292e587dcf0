import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { press, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Picking extends models.Model {
    _name = "stock.picking";
    to_scan = fields.Integer();
    _records = [{ id: 7, to_scan: 2 }];
}

defineMailModels();
defineModels([Picking]);

async function openForm() {
    await mountView({
        type: "form",
        resModel: "stock.picking",
        resId: 7,
        arch: `<form><field name="to_scan" widget="jxc_scan"/></form>`,
    });
}

async function scan(code) {
    await contains(".o_jxc_scan input").fill(code, { confirm: false });
    await press("Enter");
    await animationFrame();
    await animationFrame();
}

test("a scan confirms a line, says which and counts down", async () => {
    onRpc("stock.picking", "jxc_scan", ({ args }) => {
        expect.step(args.join("/"));
        return { product: "Milk", lot: "L-1", open: 1, again: false, line_ids: [3] };
    });
    await openForm();
    expect(".o_jxc_scan_open").toHaveText(/2/);
    await scan(" L-1 ");
    expect.verifySteps(["7/L-1"]);
    await waitFor(".o_jxc_scan_text.text-success", { timeout: 5000 });
    expect(".o_jxc_scan_text.text-success").toHaveText("Milk · L-1");
    expect(".o_jxc_scan input").toHaveValue("");
});

test("a wrong code says why, in place", async () => {
    onRpc("stock.picking", "jxc_scan", () => {
        throw makeServerError({ message: "Unknown code: X" });
    });
    await openForm();
    await scan("X");
    await waitFor(".o_jxc_scan_text.text-danger", { timeout: 5000 });
    expect(".o_jxc_scan_text.text-danger").toHaveText("Unknown code: X");
});

test("nothing is sent without a code", async () => {
    onRpc("stock.picking", "jxc_scan", () => expect.step("scanned"));
    await openForm();
    await scan("  ");
    expect.verifySteps([]);
});
