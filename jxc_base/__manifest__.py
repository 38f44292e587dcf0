{
    "name": "JXC Base",
    "summary": "Roles, settings, mnemonic search, document numbers, barcodes, approvals and timelines shared by all JXC addons",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/JXC",
    "author": "JXC contributors",
    "license": "AGPL-3",
    "depends": [
        "purchase_stock",
        "sale_stock",
        "sale_margin",
        "stock_account",
        "product_expiry",
        "contacts",
        "base_tier_validation",
        "product_multi_barcode",
        "report_xlsx",
    ],
    "external_dependencies": {
        "python": ["pypinyin", "xlsxwriter", "python-barcode", "lxml"]
    },
    "data": [
        "security/jxc_base_groups.xml",
        "security/jxc_lock_security.xml",
        "security/jxc_base_access.xml",
        "data/jxc_number_preset_data.xml",
        "views/ir_sequence_views.xml",
        "views/jxc_number_preset_views.xml",
        "views/product_product_views.xml",
        "views/product_template_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/stock_location_views.xml",
        "views/jxc_base_menus.xml",
        "views/jxc_approval_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "jxc_base/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "jxc_base/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
