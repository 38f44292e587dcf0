"""Figures of a closed period do not change, by the database itself.

Only the mark of the newest version moves on. Migrations say
``SET LOCAL jxc.maintenance = 'on'``; the columns are compared one by one, so that a
new column stands in the way of no upgrade.
"""

CREATE = """
CREATE OR REPLACE FUNCTION jxc_kpi_value_guard() RETURNS trigger AS $$
BEGIN
    IF OLD.closed IS NOT TRUE OR current_setting('jxc.maintenance', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF ROW(OLD.kpi_id, OLD.company_id, OLD.dimension_id, OLD.period_start,
               OLD.period_end, OLD.key, OLD.label, OLD.numerator, OLD.denominator,
               OLD.value, OLD.has_value, OLD.version, OLD.closed, OLD.computed_at,
               OLD.data_time)
           IS NOT DISTINCT FROM
           ROW(NEW.kpi_id, NEW.company_id, NEW.dimension_id, NEW.period_start,
               NEW.period_end, NEW.key, NEW.label, NEW.numerator, NEW.denominator,
               NEW.value, NEW.has_value, NEW.version, NEW.closed, NEW.computed_at,
               NEW.data_time)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Figures of a closed period neither change nor disappear.'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS jxc_kpi_value_keep ON jxc_kpi_value;
CREATE TRIGGER jxc_kpi_value_keep BEFORE UPDATE OR DELETE ON jxc_kpi_value
FOR EACH ROW EXECUTE FUNCTION jxc_kpi_value_guard();
"""

DROP = """
DROP TRIGGER IF EXISTS jxc_kpi_value_keep ON jxc_kpi_value;
DROP FUNCTION IF EXISTS jxc_kpi_value_guard();
"""
