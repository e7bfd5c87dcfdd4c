-- SPDX-License-Identifier: Apache-2.0
--
-- The findings database, schema version 1. reports/store/README.md describes every table, column
-- and view; migrate.c runs this file on an empty database, then adds what later versions have, and
-- sets application_id and user_version.
--
-- Two decisions carry the rest:
--   A finding is one row for its whole life, known by project, fingerprint and file. What changes
--   while it lives (line, message, steps) is an occurrence, and an occurrence covers a span of runs.
--   A run in which nothing changed therefore adds no rows but its own.
--   Runs are compared by id, which counts up in order of their transactions, never by time.

-- A source tree.
CREATE TABLE project (
  id      INTEGER PRIMARY KEY,
  root    TEXT NOT NULL UNIQUE,  -- directory, as the scan saw it
  created TEXT NOT NULL          -- UTC, ISO 8601: start of its first run
) STRICT;

-- One scan, written whole or not at all.
CREATE TABLE run (
  id             INTEGER PRIMARY KEY,
  project_id     INTEGER NOT NULL REFERENCES project(id),
  started        TEXT NOT NULL,     -- UTC, ISO 8601
  seconds        REAL NOT NULL,     -- wall time
  arguments      TEXT NOT NULL,     -- the command line, for people
  revision       TEXT NOT NULL,     -- of the source tree; '' unknown
  version        TEXT NOT NULL,     -- of mapleak
  whole          INTEGER NOT NULL,  -- 1: it covered the whole project, units it lacks are gone
  units_analysed INTEGER NOT NULL,
  units_failed   INTEGER NOT NULL,
  functions      INTEGER NOT NULL,
  statements     INTEGER NOT NULL,
  opaque         INTEGER NOT NULL,  -- statements that were not understood
  unreliable     INTEGER NOT NULL,  -- functions with a parse error
  added          INTEGER NOT NULL,  -- findings by their status after this run, without suppressed
  unchanged      INTEGER NOT NULL,
  fixed          INTEGER NOT NULL,
  reopened       INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_project ON run(project_id, id);

-- A path that a unit, a finding, a step or a map refers to.
CREATE TABLE file (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project(id),
  path       TEXT NOT NULL,  -- relative to the project's root where it lies below it
  UNIQUE (project_id, path)
) STRICT;

-- A translation unit as the last run that listed it left it.
CREATE TABLE unit (
  id           INTEGER PRIMARY KEY,
  project_id   INTEGER NOT NULL REFERENCES project(id),
  file_id      INTEGER NOT NULL UNIQUE REFERENCES file(id),
  outcome      TEXT NOT NULL CHECK (outcome IN ('analysed', 'failed', 'gone')),
  reason       TEXT NOT NULL,     -- failed: why; analysed: the first parse error; '' none
  parse_errors INTEGER NOT NULL,
  functions    INTEGER NOT NULL,
  statements   INTEGER NOT NULL,
  opaque       INTEGER NOT NULL,
  unreliable   INTEGER NOT NULL,  -- functions with a parse error, which give no findings
  last_run     INTEGER NOT NULL REFERENCES run(id),  -- that listed it
  analysed_run INTEGER REFERENCES run(id)            -- that last analysed it; NULL never
) STRICT;
CREATE INDEX unit_by_outcome ON unit(outcome, project_id);
CREATE INDEX unit_by_project ON unit(project_id, analysed_run);

-- Why statements were not understood, by run.
CREATE TABLE coverage (
  run_id     INTEGER NOT NULL REFERENCES run(id),
  reason     TEXT NOT NULL,
  statements INTEGER NOT NULL,
  PRIMARY KEY (run_id, reason)
) STRICT, WITHOUT ROWID;

-- One fault in the program, from the run that saw it first to the one that found it gone.
CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL REFERENCES project(id),
  fingerprint TEXT NOT NULL,                       -- unique within a file
  file_id     INTEGER NOT NULL REFERENCES file(id),
  unit_id     INTEGER REFERENCES unit(id),         -- in which it was found; NULL not known
  rule        TEXT NOT NULL,
  function    TEXT NOT NULL,                       -- '' outside of any
  holder      TEXT NOT NULL,                       -- the map, as people name it
  status      TEXT NOT NULL CHECK (status IN ('new', 'unchanged', 'fixed', 'reopened')),
  suppressed  INTEGER NOT NULL,                    -- 1: a comment in the source silences it
  first_run   INTEGER NOT NULL REFERENCES run(id), -- that saw it first
  last_run    INTEGER NOT NULL REFERENCES run(id), -- that saw it last
  fixed_run   INTEGER REFERENCES run(id),          -- that found it gone; NULL unless fixed
  UNIQUE (project_id, fingerprint, file_id)
) STRICT;
CREATE INDEX finding_open ON finding(project_id, last_run) WHERE status <> 'fixed';
CREATE INDEX finding_fixed ON finding(fixed_run) WHERE status = 'fixed';

-- How a finding looked during a span of runs. The one with the finding's last_run is the latest.
CREATE TABLE occurrence (
  id         INTEGER PRIMARY KEY,
  finding_id INTEGER NOT NULL REFERENCES finding(id),
  first_run  INTEGER NOT NULL REFERENCES run(id),
  last_run   INTEGER NOT NULL REFERENCES run(id),
  severity   TEXT NOT NULL CHECK (severity IN ('note', 'warning', 'error')),
  confidence TEXT NOT NULL CHECK (confidence IN ('low', 'medium', 'high')),
  line       INTEGER NOT NULL,  -- from 1; 0 none
  col        INTEGER NOT NULL,  -- from 1, bytes
  message    TEXT NOT NULL,
  digest     INTEGER NOT NULL,  -- of all of it with its steps, to see whether anything changed
  UNIQUE (finding_id, last_run)
) STRICT;

-- The explanation of an occurrence, in order.
CREATE TABLE step (
  occurrence_id INTEGER NOT NULL REFERENCES occurrence(id),
  ordinal       INTEGER NOT NULL,  -- from 1
  file_id       INTEGER NOT NULL REFERENCES file(id),
  line          INTEGER NOT NULL,
  col           INTEGER NOT NULL,
  text          TEXT NOT NULL,
  PRIMARY KEY (occurrence_id, ordinal)
) STRICT, WITHOUT ROWID;

-- A finding that a comment silences, and since when.
CREATE TABLE suppression (
  finding_id INTEGER PRIMARY KEY REFERENCES finding(id),
  reason     TEXT NOT NULL,  -- '' none given
  first_run  INTEGER NOT NULL REFERENCES run(id),
  last_run   INTEGER NOT NULL REFERENCES run(id)
) STRICT;

-- The inventory: a map of the program as the last run that saw it described it.
CREATE TABLE map (
  id            INTEGER PRIMARY KEY,
  project_id    INTEGER NOT NULL REFERENCES project(id),
  run_id        INTEGER NOT NULL REFERENCES run(id),  -- that saw it last
  holder        TEXT NOT NULL,  -- as people name it: 'registry', 'struct server.clients'
  kind          TEXT NOT NULL,  -- 'global', 'static', 'field', 'local'
  library       TEXT NOT NULL,  -- 'glib', 'uthash', ...
  type          TEXT NOT NULL,  -- of the handle
  file_id       INTEGER NOT NULL REFERENCES file(id),
  line          INTEGER NOT NULL,
  col           INTEGER NOT NULL,
  verdict       TEXT NOT NULL,  -- 'bounded', 'grows', 'constant', 'unknown', ...
  bound         TEXT NOT NULL,  -- why it cannot grow for ever; '' no proof
  bound_file_id INTEGER REFERENCES file(id),
  bound_line    INTEGER,
  bound_col     INTEGER
) STRICT;
CREATE INDEX map_by_holder ON map(project_id, holder, file_id);
CREATE INDEX map_by_file ON map(file_id);
CREATE INDEX map_by_library ON map(library, verdict);
CREATE INDEX map_by_verdict ON map(verdict, holder);

-- What the program does to a map, and where.
CREATE TABLE map_operation (
  id       INTEGER PRIMARY KEY,
  map_id   INTEGER NOT NULL REFERENCES map(id) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,  -- from 1
  kind     TEXT NOT NULL,     -- 'create', 'put', 'remove', ...
  function TEXT NOT NULL,
  file_id  INTEGER NOT NULL REFERENCES file(id),
  line     INTEGER NOT NULL,
  col      INTEGER NOT NULL,
  detail   TEXT NOT NULL,     -- 'in a loop', 'key is a constant', ''
  UNIQUE (map_id, ordinal)
) STRICT;
CREATE INDEX map_operation_by_kind ON map_operation(kind, map_id);

-- A lock held on every way to an operation.
CREATE TABLE lock (
  operation_id INTEGER NOT NULL REFERENCES map_operation(id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  mode         TEXT NOT NULL,  -- 'exclusive', 'shared'
  PRIMARY KEY (operation_id, name, mode)
) STRICT, WITHOUT ROWID;

-- A function in which a thread starts, as the last run that analysed its file saw it.
CREATE TABLE thread_root (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project(id),
  run_id     INTEGER NOT NULL REFERENCES run(id),
  function   TEXT NOT NULL,
  kind       TEXT NOT NULL,     -- 'main', 'start routine', 'handler', 'callback'
  file_id    INTEGER NOT NULL REFERENCES file(id),
  line       INTEGER NOT NULL,
  col        INTEGER NOT NULL,
  many       INTEGER NOT NULL   -- 1: several can run at once
) STRICT;
CREATE INDEX thread_root_by_file ON thread_root(file_id);

-- Findings that are in the program as far as is known, without suppressed ones.
CREATE VIEW open_findings AS
  SELECT f.id, f.rule, o.severity, o.confidence, file.path, o.line, o.col, o.message, f.function,
         f.holder, f.status, f.first_run, f.last_run, f.fingerprint, p.root AS project
  FROM finding f
  JOIN occurrence o ON o.finding_id = f.id AND o.last_run = f.last_run
  JOIN file ON file.id = f.file_id
  JOIN project p ON p.id = f.project_id
  WHERE f.status <> 'fixed' AND f.suppressed = 0;

-- Findings that the latest run of their project brought: seen for the first time, or again. CROSS
-- JOIN keeps the order: from the project's latest run to what it saw.
CREATE VIEW new_findings AS
  SELECT f.id, f.rule, o.severity, o.confidence, file.path, o.line, o.col, o.message, f.function,
         f.holder, f.status, f.first_run, f.last_run, f.fingerprint, p.root AS project
  FROM project p
  CROSS JOIN finding f ON f.project_id = p.id
    AND f.last_run = (SELECT max(r.id) FROM run r WHERE r.project_id = p.id)
  JOIN occurrence o ON o.finding_id = f.id AND o.last_run = f.last_run
  JOIN file ON file.id = f.file_id
  WHERE f.status <> 'fixed' AND f.status <> 'unchanged' AND f.suppressed = 0;

-- Findings that are gone, as they looked when last seen.
CREATE VIEW fixed_findings AS
  SELECT f.id, f.rule, o.severity, o.confidence, file.path, o.line, o.col, o.message, f.function,
         f.holder, f.first_run, f.last_run, f.fixed_run, f.fingerprint, p.root AS project
  FROM finding f
  JOIN occurrence o ON o.finding_id = f.id AND o.last_run = f.last_run
  JOIN file ON file.id = f.file_id
  JOIN project p ON p.id = f.project_id
  WHERE f.status = 'fixed';

-- Every known map with its bound and how often it is written and emptied.
CREATE VIEW map_inventory AS
  SELECT m.id, m.holder, m.kind, m.library, m.type, file.path, m.line, m.col, m.verdict, m.bound,
         bound_file.path AS bound_path, m.bound_line, m.bound_col,
         (SELECT count(*) FROM map_operation op WHERE op.map_id = m.id AND op.kind = 'put') AS puts,
         (SELECT count(*) FROM map_operation op WHERE op.map_id = m.id
             AND op.kind IN ('remove', 'take', 'clear', 'iter-remove', 'iter-take', 'remove-if',
                             'destroy')) AS removals,
         (SELECT count(*) FROM map_operation op WHERE op.map_id = m.id) AS operations,
         m.run_id, p.root AS project
  FROM map m
  JOIN file ON file.id = m.file_id
  LEFT JOIN file bound_file ON bound_file.id = m.bound_file_id
  JOIN project p ON p.id = m.project_id;

-- Writes under no lock to a map of which another operation holds one.
CREATE VIEW unlocked_writes AS
  SELECT m.holder, m.kind, m.library, op.kind AS operation, op.function, file.path, op.line, op.col,
         (SELECT min(l.name) FROM map_operation other JOIN lock l ON l.operation_id = other.id
          WHERE other.map_id = m.id) AS lock_elsewhere,
         m.id AS map_id, p.root AS project
  FROM map_operation op
  JOIN map m ON m.id = op.map_id
  JOIN file ON file.id = op.file_id
  JOIN project p ON p.id = m.project_id
  WHERE op.kind IN ('put', 'remove', 'take', 'clear', 'iter-remove', 'iter-take', 'remove-if',
                    'destroy')
    AND NOT EXISTS (SELECT 1 FROM lock l WHERE l.operation_id = op.id)
    AND EXISTS (SELECT 1 FROM map_operation other JOIN lock l ON l.operation_id = other.id
                WHERE other.map_id = m.id);

-- Maps that live long, are inserted into, and have no proof that they stop growing.
CREATE VIEW growth_suspects AS
  SELECT m.id, m.holder, m.kind, m.library, m.verdict, file.path, m.line, m.col,
         (SELECT count(*) FROM map_operation op WHERE op.map_id = m.id AND op.kind = 'put') AS puts,
         (SELECT count(*) FROM map_operation op WHERE op.map_id = m.id
             AND op.kind IN ('remove', 'take', 'clear', 'iter-remove', 'iter-take', 'remove-if',
                             'destroy')) AS removals,
         m.run_id, p.root AS project
  FROM map m
  JOIN file ON file.id = m.file_id
  JOIN project p ON p.id = m.project_id
  WHERE m.verdict IN ('grows', 'unknown') AND m.bound = '' AND m.kind <> 'local'
    AND EXISTS (SELECT 1 FROM map_operation op WHERE op.map_id = m.id AND op.kind = 'put');
