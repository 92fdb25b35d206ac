DROP USER IF EXISTS root@'127.0.0.1', root@'::1';
DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';
DELETE FROM mysql.proxies_priv;
FLUSH PRIVILEGES;
CREATE DATABASE app;
-- Over TCP nobody gets in before the stage has set a password. The judge keeps connections when app has used up its own.
CREATE USER app@'127.0.0.1' WITH MAX_USER_CONNECTIONS 40 ACCOUNT LOCK;
CREATE USER judge@'127.0.0.1' ACCOUNT LOCK;
-- Over the socket, for seeds: what a seed defines belongs to app, not to root.
CREATE USER app@localhost;
GRANT ALL PRIVILEGES ON app.* TO app@'127.0.0.1', judge@'127.0.0.1', app@localhost;
DROP DATABASE sys;
DROP USER 'mariadb.sys'@localhost;
TRUNCATE mysql.help_topic;
TRUNCATE mysql.help_relation;
TRUNCATE mysql.help_keyword;
TRUNCATE mysql.help_category;
