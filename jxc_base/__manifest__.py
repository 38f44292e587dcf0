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
        "views/stock_location_views.xml",
        "views/jxc_base_menus.xml",
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
