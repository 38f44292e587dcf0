"""The ledger of promises is append-only, by the database itself.

A trigger, not only rights: it also stops SQL of another addon and a repair by hand.
References to other records may be re-pointed or emptied (partners are merged, cancelled
orders deleted); what was promised, by whom and when may not. Migrations of this addon
say ``SET LOCAL jxc.maintenance = 'on'``. The columns are compared in the function, so
that the trigger stands in the way of no later change of the table.
"""

CREATE = """
CREATE OR REPLACE FUNCTION jxc_promise_guard() RETURNS trigger AS $$
BEGIN
    IF current_setting('jxc.maintenance', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF ROW(OLD.side, OLD.kind, OLD.promised_date, OLD.quantity, OLD.unit_name,
               OLD.fault, OLD.reason, OLD.recorded_at, OLD.by_name, OLD.via,
               OLD.document_name, OLD.product_name, OLD.partner_name,
               OLD.company_id, OLD.create_date)
           IS NOT DISTINCT FROM
           ROW(NEW.side, NEW.kind, NEW.promised_date, NEW.quantity, NEW.unit_name,
               NEW.fault, NEW.reason, NEW.recorded_at, NEW.by_name, NEW.via,
               NEW.document_name, NEW.product_name, NEW.partner_name,
               NEW.company_id, NEW.create_date)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Promises are recorded once: neither changed nor deleted.'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS jxc_promise_keep ON jxc_promise;
CREATE TRIGGER jxc_promise_keep BEFORE UPDATE OR DELETE ON jxc_promise
FOR EACH ROW EXECUTE FUNCTION jxc_promise_guard();
DROP TRIGGER IF EXISTS jxc_promise_keep_all ON jxc_promise;
CREATE TRIGGER jxc_promise_keep_all BEFORE TRUNCATE ON jxc_promise
FOR EACH STATEMENT EXECUTE FUNCTION jxc_promise_guard();
"""

DROP = """
DROP TRIGGER IF EXISTS jxc_promise_keep ON jxc_promise;
DROP TRIGGER IF EXISTS jxc_promise_keep_all ON jxc_promise;
DROP FUNCTION IF EXISTS jxc_promise_guard();
"""
