import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Alert extends models.Model {
    _name = "alert";
    name = fields.Char();
    remedies = fields.Json();
    _records = [
        {
            id: 1,
            name: "Soy sauce below minimum",
            remedies: [
                { code: "request", name: "Request Goods", document: "CGSQ-1" },
                { code: "bring", name: "Bring", document: "" },
            ],
        },
        { id: 2, name: "Rice", remedies: false },
    ];
}

defineModels([Alert]);
defineMailModels();

test("buttons name the document that was made, and a click responds", async () => {
    mockService("action", {
        doActionButton(params) {
            const { name, resId, buttonContext } = params;
            expect.step(`${name} ${resId} ${buttonContext.jxc_remedy}`);
        },
    });
    await mountView({
        type: "list",
        resModel: "alert",
        arch: `<list><field name="name"/>
            <field name="remedies" widget="jxc_alert_remedies"/></list>`,
    });
    expect(queryAllTexts(".o_jxc_alert_remedies button")).toEqual(["CGSQ-1", "Bring"]);
    await contains("[data-remedy=bring]").click();
    expect.verifySteps(["action_respond 1 bring"]);
    expect(".o_list_view").toHaveCount(1, { message: "the row is not opened" });
});
