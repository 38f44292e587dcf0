import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { edit, press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { formatMixed, fraction, mixedText, parseMixed } from "@jxc_base/mixed_qty/mixed";
import { CASES } from "./mixed_cases";

const unit = (name) => CASES.units.find((each) => each.name === name);

/** The decimal as a fraction. */
function exact(value) {
    const [whole, decimals = ""] = String(value).split(".");
    return fraction(BigInt(`${whole}${decimals}`), 10n ** BigInt(decimals.length));
}

class Line extends models.Model {
    qty = fields.Float({ digits: [16, 2] });
    jxc_units = fields.Json();
    _records = [
        { id: 1, qty: 77, jxc_units: { units: CASES.units, own: unit("包"), digits: 2 } },
        { id: 2, qty: 8, jxc_units: false },
    ];
}

defineMailModels();
defineModels([Line]);

const open = (resId) =>
    mountView({
        type: "form",
        resModel: "line",
        resId,
        arch: `<form><field name="qty" widget="jxc_mixed_qty" /></form>`,
    });

test("the cases of Python hold here", () => {
    for (const [text, own, wanted] of CASES.parse) {
        let found;
        try {
            found = parseMixed(text, { units: CASES.units, own: unit(own), digits: 2 });
        } catch (error) {
            found = error.code;
        }
        expect(found).toBe(wanted, { message: `${text} in ${own}` });
    }
    for (const [quantity, text] of CASES.format) {
        expect(formatMixed(exact(quantity), CASES.units, 2)).toBe(text);
    }
});

test("what is written can be read, whatever the unit of the line", () => {
    for (const own of CASES.units) {
        const scale = { units: CASES.units, own, digits: 2 };
        for (let number = -500; number < 500; number += 7) {
            const value = number / 4;
            expect(parseMixed(mixedText(value, scale), scale)).toBe(value);
        }
    }
});

test("a single unit needs no text of its own", () => {
    const own = { name: "box", factor: [1, 1], others: [] };
    expect(mixedText(5, { units: [own], own, digits: 2 })).toBe("");
});

test("shows the packings beside the number", async () => {
    await open(1);
    expect(".o_field_widget[name=qty] input").toHaveValue("77.00");
    expect(".o_jxc_mixed").toHaveText("3箱5包");
});

test("takes packings, sums and plain numbers", async () => {
    await open(1);
    for (const [text, value, shown] of [
        ["2箱1盒", "54.00", "2箱1盒"],
        ["3x5", "77.00", "3箱5包"],
        ["3*12+5", "41.00", "1箱2盒5包"],
        ["30", "30.00", "1箱1盒"],
    ]) {
        await contains(".o_field_widget[name=qty] input").edit(text, { confirm: "tab" });
        expect(".o_field_widget[name=qty] input").toHaveValue(value);
        expect(".o_jxc_mixed").toHaveText(shown);
    }
});

test("an unknown unit is said and nothing is lost", async () => {
    await open(1);
    await contains(".o_field_widget[name=qty] input").click();
    await edit("3桶5包");
    await press("Tab");
    await animationFrame();
    expect(".o_field_widget[name=qty]").toHaveClass("o_field_invalid");
    expect(".o_field_widget[name=qty] input").toHaveValue("3桶5包");
    expect(".o_notification").toHaveText(/“桶” is no unit here/);
});

test("without units it is a number field as ever", async () => {
    await open(2);
    expect(".o_jxc_mixed").toHaveCount(0);
    await contains(".o_field_widget[name=qty] input").edit("=3*4", { confirm: "tab" });
    expect(".o_field_widget[name=qty] input").toHaveValue("12.00");
});
