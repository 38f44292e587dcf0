import { choose } from "@jxc_base/../tests/tours/choose";
import { registry } from "@web/core/registry";

const MOST = 25;

/** Clicks and fields from the first screen to the rule in force; waiting is no work */
function counted(steps) {
    const actions = steps.filter(({ run }) => typeof run === "string").length;
    if (actions > MOST) {
        throw new Error(`${actions} clicks and fields, ${MOST} are allowed`);
    }
    return steps;
}

const amount = (value) => ({
    content: `From ${value}`,
    trigger: ".modal .o_field_widget[name=amount_from] input",
    run: `edit ${value}`,
});

const group = (name) => [
    {
        content: "Groups",
        trigger: ".modal .o_field_widget[name=group_id] .o_select_menu_toggler",
        run: "click",
    },
    {
        content: `Approved by ${name}`,
        trigger: `.o_select_menu_item:contains(${name})`,
        run: "click",
    },
    {
        content: `${name} stands in the field`,
        trigger: `.modal .o_field_widget[name=group_id] input:value(/${name}/)`,
    },
    { trigger: "body:not(:has(.o_select_menu_item))" },
];

const another = {
    content: "One more step",
    trigger: ".modal .o_form_button_save_new",
    run: "click",
};

/** The former step stands in the list, and the form is that of the next one */
const empty = (former) => [
    { trigger: `.o_field_widget[name=step_ids] .o_data_row:contains(${former})` },
    { trigger: ".modal .o_field_widget[name=amount_from] input:value(/^0\\.00$/)" },
];

registry.category("web_tour.tours").add("jxc_approval_rule", {
    steps: () =>
        counted([
            {
                content: "Settings",
                trigger: ".o_main_navbar button[data-menu-xmlid='jxc_base.menu_settings']",
                run: "click",
            },
            {
                content: "Approval rules",
                trigger: "a[data-menu-xmlid='jxc_base.menu_settings_approval']",
                run: "click",
            },
            {
                content: "New rule",
                trigger: ".o_list_button_add",
                run: "click",
            },
            {
                content: "A step",
                trigger: ".o_form_view .o_field_x2many_list_row_add a",
                run: "click",
            },
            amount(50000),
            ...group("采购经理"),
            another,
            ...empty("采购经理"),
            amount(200000),
            ...group("老板"),
            another,
            ...empty("老板"),
            ...choose(".modal .o_field_widget[name=categ_ids]", "冷链 途"),
            { trigger: ".modal .o_field_widget[name=categ_ids] .o_tag:contains(冷链 途)" },
            ...group("质检员"),
            {
                content: "No more steps",
                trigger: ".modal .o_form_button_save:not(.o_form_button_save_new)",
                run: "click",
            },
            { trigger: "body:not(:has(.modal))" },
            { trigger: ".o_field_widget[name=step_ids] .o_data_row:contains(质检员)" },
            {
                content: "The rule in words",
                trigger: ".o_field_widget[name=summary]:contains(质检员)",
            },
            { content: "In force", trigger: ".o_form_button_save", run: "click" },
            { trigger: ".o_form_saved" },
        ]),
});
