"""The trail of approvals is append-only, by the database itself.

References may be emptied (users, documents and reviews go); what was decided, by whom
and when may not change. Migrations of this addon say
``SET LOCAL jxc.maintenance = 'on'``.
"""

CREATE = """
CREATE OR REPLACE FUNCTION jxc_approval_guard() RETURNS trigger AS $$
BEGIN
    IF current_setting('jxc.maintenance', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF ROW(OLD.kind, OLD.decided_at, OLD.document_name, OLD.rule_name,
               OLD.user_name, OLD.approver_name, OLD.via, OLD.address, OLD.comment,
               OLD.res_model, OLD.res_id, OLD.snapshot, OLD.company_id)
           IS NOT DISTINCT FROM
           ROW(NEW.kind, NEW.decided_at, NEW.document_name, NEW.rule_name,
               NEW.user_name, NEW.approver_name, NEW.via, NEW.address, NEW.comment,
               NEW.res_model, NEW.res_id, NEW.snapshot, NEW.company_id)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The trail of approvals is neither changed nor deleted.'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS jxc_approval_keep ON jxc_approval_entry;
CREATE TRIGGER jxc_approval_keep BEFORE UPDATE OR DELETE ON jxc_approval_entry
FOR EACH ROW EXECUTE FUNCTION jxc_approval_guard();
DROP TRIGGER IF EXISTS jxc_approval_keep_all ON jxc_approval_entry;
CREATE TRIGGER jxc_approval_keep_all BEFORE TRUNCATE ON jxc_approval_entry
FOR EACH STATEMENT EXECUTE FUNCTION jxc_approval_guard();
"""

DROP = """
DROP TRIGGER IF EXISTS jxc_approval_keep ON jxc_approval_entry;
DROP TRIGGER IF EXISTS jxc_approval_keep_all ON jxc_approval_entry;
DROP FUNCTION IF EXISTS jxc_approval_guard();
"""
