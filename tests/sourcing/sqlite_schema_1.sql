-- A store as the first schema kept it: events had no schema numbers, and there were no snapshots.
PRAGMA journal_mode = WAL;
BEGIN;
PRAGMA application_id = 1162101041;
PRAGMA user_version = 1;
CREATE TABLE store (id TEXT NOT NULL);
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data BLOB NOT NULL,
    time_us INTEGER NOT NULL,
    correlation_id TEXT,
    causation_id TEXT,
    service TEXT
);
CREATE UNIQUE INDEX events_by_stream ON events (stream, version);
CREATE UNIQUE INDEX events_by_id ON events (id);
CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO store VALUES ('018cc251-f400-7000-8000-000000000001');
INSERT INTO events VALUES
    (1, 'buoy-1', 1, '018cc251-f400-7000-8000-000000000002', 'BuoyMoored',
     CAST('{"depth_m":12,"name":"Åse"}' AS BLOB), 1704067200000000, NULL, NULL, NULL),
    (2, 'buoy-2', 1, '018cc251-f400-7000-8000-000000000003', 'BuoyMoored',
     CAST('{"depth_m":7,"name":"Bø"}' AS BLOB), 1704067201000000, NULL, NULL, 'Harbour'),
    (3, 'buoy-1', 2, '018cc251-f400-7000-8000-000000000004', 'BuoyMoored',
     CAST('{"depth_m":13,"name":"Åse"}' AS BLOB), 1704067202000000,
     '018cc251-f400-7000-8000-000000000002', '018cc251-f400-7000-8000-000000000002', 'Harbour');
INSERT INTO checkpoints VALUES ('chart', 2);
COMMIT;
