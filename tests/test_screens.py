"""Every JXC menu opens for every role that sees it, in Chinese, without English.

The browser opens each menu the role sees; a console error, an error dialog or (on
screens of our own) a word of English in the visible text, titles and placeholders
fails the test. "New" is opened where the screen offers it, to see the form as well.
"""

import json

from odoo.addons.jxc_base.tests.common_roles import ROLES
from odoo.tests import HttpCase, new_test_user, tagged

# Proper names and codes that stay Latin in Chinese
ALLOWED = (
    "JXC PDA xlsx Excel PDF csv Odoo OdooBot GS1 EAN QR URL RFQ SKU FIFO FEFO LIFO "
    "AVCO CNY USD EUR UTC Shanghai Asia MTO XYZ ABC YYYYMMDD NNNN YYYYMM YYYY "
    "ctrl alt shift enter esc tab backup"
).split()

JS = """
(async () => {
    const { Component } = odoo.loader.modules.get("@odoo/owl");
    const { action, menu } = Component.env.services;
    // rows are data; the back button and the text editor are core's, partly English
    const data = ".o_data_row, .o_kanban_record, [data-jxc-data], " +
        ".o_back_button, .o_field_html";
    const allowed = new Set(%(allowed)s.map((word) => word.toLowerCase()));
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const until = async (test, what) => {
        for (let i = 0; i < 200; i++) {
            if (test()) return;
            await wait(25);
        }
        throw new Error("timeout: " + what);
    };
    const english = (root) => {
        const found = new Set();
        const look = (text) => {
            for (const word of (text || "").match(/[A-Za-z]{3,}/g) || []) {
                const code = word === word.toUpperCase(); // prefixes of documents
                if (!code && !allowed.has(word.toLowerCase())) {
                    found.add(text.trim().slice(0, 80));
                }
            }
        };
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const host = walker.currentNode.parentElement;
            if (host.closest(`script, style, ${data}`)) continue;
            if (host.checkVisibility()) look(walker.currentNode.data);
        }
        const told = "[placeholder], [title], [data-tooltip]";
        for (const node of root.querySelectorAll(told)) {
            if (node.closest(data)) continue;
            for (const name of ["placeholder", "title", "data-tooltip"]) {
                look(node.getAttribute(name));
            }
        }
        return [...found];
    };
    const problems = [];
    const check = (label, own) => {
        if (document.querySelector(".o_error_dialog, .modal .o_dialog_warning")) {
            problems.push(label + ": " + document.querySelector(".modal").innerText);
        }
        if (own) {
            const words = english(document.querySelector(".o_action_manager"));
            const dialog = document.querySelector(".modal");
            if (dialog) words.push(...english(dialog));
            if (words.length) problems.push(label + ": " + words.join(" | "));
        }
    };
    const settle = async () => {
        await until(() => document.querySelector(
            ".o_action_manager > *, .modal .o_dialog, .modal-content"), "a screen");
        await until(() => !document.querySelector(".o_loading_indicator"), "loading");
        await wait(150);
    };
    for (const item of %(menus)s) {
        try {
            await menu.selectMenu(item.id);
            await settle();
            check(item.name, item.own);
            const create = document.querySelector(
                ".o_control_panel .o_list_button_add, " +
                    ".o_control_panel .o-kanban-button-new"
            );
            if (create && item.own) {
                create.click();
                const form = () => document.querySelector(
                    ".o_form_view, .modal, .o_selected_row");
                await until(form, "the form");
                await settle();
                check(item.name + " / new", item.form);
            }
            const close = document.querySelector(".modal .btn-close");
            if (close) close.click();
        } catch (error) {
            problems.push(item.name + ": " + (error.message || error));
        }
    }
    if (problems.length) {
        console.error("\\n" + problems.join("\\n"));
    } else {
        console.log("test successful");
    }
})();
"""


@tagged("post_install", "-at_install")
class TestScreens(HttpCase):
    def test_menus_of_each_role_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.env.company
        company.name = "测试公司"
        self.env["stock.warehouse"].search([]).write({"name": "测试仓"})
        for role in ROLES:
            with self.subTest(role=role):
                user = new_test_user(
                    self.env,
                    login=f"screen_{role}",
                    groups=f"jxc_base.group_{role}",
                    lang="zh_CN",
                    tz="Asia/Shanghai",
                    name="测试用户",
                )
                menus = self._menus(user)
                self.assertTrue(menus, f"{role} sees no JXC menu")
                self.browser_js(
                    "/odoo",
                    JS
                    % {
                        "menus": json.dumps(menus),
                        "allowed": json.dumps(ALLOWED),
                    },
                    ready="odoo.isReady",
                    login=user.login,
                    timeout=180,
                )

    def _menus(self, user):
        """Menus of the app with an action in a window, in the order of the screen."""
        root = self.env.ref("jxc_base.menu_root")
        menus = self.env["ir.ui.menu"].with_user(user).with_context(lang="zh_CN")
        visible = menus.browse(menus._visible_menu_ids())
        ours = visible.filtered(lambda m: f"/{m.parent_path}".find(f"/{root.id}/") >= 0)
        return [
            {
                "id": menu.id,
                "name": menu.complete_name,
                "own": self._is_own(menu),
                "form": self._has_own_form(menu),
            }
            for menu in ours
            if menu.action
            and menu.action._name in ("ir.actions.act_window", "ir.actions.client")
        ]

    def _is_own(self, menu):
        # sudo: reads which addon made the action
        action = menu.action.sudo()
        return (action.get_external_id()[action.id] or "").startswith("jxc_")

    def _has_own_form(self, menu):
        """Forms of Odoo's own documents have Odoo's placeholders, partly English."""
        # sudo: reads the model of the action
        model = menu.action.sudo().res_model or ""
        return model.startswith(("jxc.", "purchase.request"))
