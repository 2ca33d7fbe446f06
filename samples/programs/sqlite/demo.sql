-- Primes, full-text search and JSON, in memory:  ./microlight run samples/programs/sqlite/sqlite.wasm < samples/programs/sqlite/demo.sql
with recursive n(x) as (select 2 union all select x + 1 from n where x < 60)
select 'primes: ' || group_concat(x, ' ') from n where not exists (select 1 from n m where m.x < n.x and n.x % m.x = 0);
create virtual table notes using fts5(body);
insert into notes values ('a sandbox is a snapshot plus the pages it has dirtied'), ('the hardware does the checking'), ('nothing points upward');
select 'found: ' || body from notes where notes match 'hard* OR snapshot' order by rowid;
select 'json: ' || json_group_object(name, length(name)) from (select 'guest' name union select 'host' union select 'mailbox');
select 'SQLite ' || sqlite_version();
