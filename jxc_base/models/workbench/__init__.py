from . import (
    jxc_workbench,
    jxc_workbench_alerts,
    jxc_workbench_approvals,
    jxc_workbench_stock,
    jxc_workbench_system,
    jxc_workbench_tile,
    jxc_workbench_trade,
)
