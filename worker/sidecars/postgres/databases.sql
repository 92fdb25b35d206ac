-- Roles have no password here, so nobody gets in over TCP before the stage has set one.
CREATE ROLE app LOGIN CONNECTION LIMIT 40;
-- The judge has all that app has, wherever app puts it, and sees rows that policies hide. It is no superuser: its
-- queries may call functions that the candidate wrote. Its own settings win over those of the candidate's database.
CREATE ROLE judge LOGIN BYPASSRLS IN ROLE app;
ALTER ROLE judge SET search_path = "$user", public;
ALTER ROLE judge SET default_transaction_read_only = off;
ALTER ROLE judge SET default_transaction_isolation = 'read committed';
REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC;
VACUUM FREEZE;
CREATE DATABASE app OWNER app TEMPLATE template1;
REVOKE CONNECT, TEMPORARY ON DATABASE app FROM PUBLIC;
-- The other two are copies of template1 that nobody would ever open.
DROP DATABASE postgres;
UPDATE pg_database SET datistemplate = false WHERE datname = 'template0';
DROP DATABASE template0;
