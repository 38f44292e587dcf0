from . import (
    jxc_kpi,
    jxc_kpi_compute,
    jxc_kpi_dimension,
    jxc_kpi_target,
    jxc_kpi_tile,
    jxc_kpi_value,
    kpi_dso,
)
