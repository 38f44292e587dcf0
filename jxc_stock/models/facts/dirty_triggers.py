"""Triggers that note in `jxc_stock_dirty` which facts a change makes stale.

Triggers, not hooks of the ORM: they see every way to a table (import, SQL of another
addon, a repair by hand), cost no query, and cannot be forgotten by an override. A row
is written only when a *done* movement, a receipt's value or a price changes.
"""

BEGINNING = "1900-01-01 00:00:00"
# demand that was never counted: closed months are filled as well
NEVER_COUNTED = "1800-01-01 00:00:00"

CREATE = """
-- A return changes the demand of the day of its sale: the earliest moment of the chain
CREATE OR REPLACE FUNCTION jxc_stock_dirty_sale(back integer, since timestamp)
RETURNS timestamp AS $$
DECLARE
    origin record;
    seen integer[] := '{}';
BEGIN
    WHILE back IS NOT NULL AND NOT back = ANY(seen) LOOP
        seen := seen || back;
        SELECT move.origin_returned_move_id, move.date INTO origin
          FROM stock_move move WHERE move.id = back;
        EXIT WHEN NOT FOUND;
        since := LEAST(since, origin.date);
        back := origin.origin_returned_move_id;
    END LOOP;
    RETURN since;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION jxc_stock_dirty_line() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'done' THEN
        INSERT INTO jxc_stock_dirty (company_id, product_id, at, demand_at)
        SELECT OLD.company_id, OLD.product_id, COALESCE(move.date, OLD.date),
               CASE WHEN move.origin_returned_move_id IS NOT NULL THEN
                    jxc_stock_dirty_sale(move.origin_returned_move_id, move.date) END
          FROM (SELECT 1) one LEFT JOIN stock_move move ON move.id = OLD.move_id
         WHERE OLD.product_id IS NOT NULL;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'done' THEN
        INSERT INTO jxc_stock_dirty (company_id, product_id, at, demand_at)
        SELECT NEW.company_id, NEW.product_id, COALESCE(move.date, NEW.date),
               CASE WHEN move.origin_returned_move_id IS NOT NULL THEN
                    jxc_stock_dirty_sale(move.origin_returned_move_id, move.date) END
          FROM (SELECT 1) one LEFT JOIN stock_move move ON move.id = NEW.move_id
         WHERE NEW.product_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION jxc_stock_dirty_move() RETURNS trigger AS $$
BEGIN
    INSERT INTO jxc_stock_dirty (company_id, product_id, at, demand_at)
    SELECT state.company_id, state.product_id, state.date,
           jxc_stock_dirty_sale(state.back, state.date)
      FROM (VALUES (OLD.state, OLD.company_id, OLD.product_id, OLD.date,
                    OLD.origin_returned_move_id),
                   (NEW.state, NEW.company_id, NEW.product_id, NEW.date,
                    NEW.origin_returned_move_id))
           AS state (state, company_id, product_id, date, back)
     WHERE state.state = 'done';
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION jxc_stock_dirty_value() RETURNS trigger AS $$
BEGIN
    -- core reads the values of a product without asking for the company
    IF TG_OP <> 'INSERT' AND OLD.product_id IS NOT NULL THEN
        INSERT INTO jxc_stock_dirty (company_id, product_id, at)
        VALUES (NULL, OLD.product_id, OLD.date);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.product_id IS NOT NULL THEN
        INSERT INTO jxc_stock_dirty (company_id, product_id, at)
        VALUES (NULL, NEW.product_id, NEW.date);
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION jxc_stock_dirty_price() RETURNS trigger AS $$
BEGIN
    INSERT INTO jxc_stock_dirty (company_id, product_id, at)
    VALUES (NULL, NEW.id, clock_timestamp() AT TIME ZONE 'UTC');
    RETURN NULL;
END $$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS jxc_dirty_insert ON stock_move_line;
CREATE TRIGGER jxc_dirty_insert AFTER INSERT ON stock_move_line
FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION jxc_stock_dirty_line();
DROP TRIGGER IF EXISTS jxc_dirty_delete ON stock_move_line;
CREATE TRIGGER jxc_dirty_delete AFTER DELETE ON stock_move_line
FOR EACH ROW WHEN (OLD.state = 'done') EXECUTE FUNCTION jxc_stock_dirty_line();
DROP TRIGGER IF EXISTS jxc_dirty_update ON stock_move_line;
CREATE TRIGGER jxc_dirty_update AFTER UPDATE ON stock_move_line
FOR EACH ROW WHEN (
    (OLD.state = 'done' OR NEW.state = 'done')
    AND (OLD.state, OLD.company_id, OLD.product_id, OLD.move_id, OLD.location_id,
         OLD.location_dest_id, OLD.owner_id, OLD.lot_id, OLD.quantity_product_uom,
         OLD.picked)
        IS DISTINCT FROM
        (NEW.state, NEW.company_id, NEW.product_id, NEW.move_id, NEW.location_id,
         NEW.location_dest_id, NEW.owner_id, NEW.lot_id, NEW.quantity_product_uom,
         NEW.picked)
) EXECUTE FUNCTION jxc_stock_dirty_line();

DROP TRIGGER IF EXISTS jxc_dirty_update ON stock_move;
CREATE TRIGGER jxc_dirty_update AFTER UPDATE ON stock_move
FOR EACH ROW WHEN (
    (OLD.state = 'done' OR NEW.state = 'done')
    AND (OLD.state, OLD.company_id, OLD.product_id, OLD.date, OLD.value,
         OLD.origin_returned_move_id)
        IS DISTINCT FROM
        (NEW.state, NEW.company_id, NEW.product_id, NEW.date, NEW.value,
         NEW.origin_returned_move_id)
) EXECUTE FUNCTION jxc_stock_dirty_move();

DROP TRIGGER IF EXISTS jxc_dirty_change ON product_value;
CREATE TRIGGER jxc_dirty_change AFTER INSERT OR UPDATE OR DELETE ON product_value
FOR EACH ROW EXECUTE FUNCTION jxc_stock_dirty_value();

DROP TRIGGER IF EXISTS jxc_dirty_price ON product_product;
CREATE TRIGGER jxc_dirty_price AFTER UPDATE OF standard_price ON product_product
FOR EACH ROW WHEN (OLD.standard_price IS DISTINCT FROM NEW.standard_price)
EXECUTE FUNCTION jxc_stock_dirty_price();
"""

DROP = """
DROP TRIGGER IF EXISTS jxc_dirty_insert ON stock_move_line;
DROP TRIGGER IF EXISTS jxc_dirty_delete ON stock_move_line;
DROP TRIGGER IF EXISTS jxc_dirty_update ON stock_move_line;
DROP TRIGGER IF EXISTS jxc_dirty_update ON stock_move;
DROP TRIGGER IF EXISTS jxc_dirty_change ON product_value;
DROP TRIGGER IF EXISTS jxc_dirty_price ON product_product;
DROP FUNCTION IF EXISTS jxc_stock_dirty_line();
DROP FUNCTION IF EXISTS jxc_stock_dirty_move();
DROP FUNCTION IF EXISTS jxc_stock_dirty_value();
DROP FUNCTION IF EXISTS jxc_stock_dirty_price();
DROP FUNCTION IF EXISTS jxc_stock_dirty_sale(integer, timestamp);
"""
