-- SPDX-License-Identifier: Apache-2.0
-- What happened when: the latest runs with their changes
SELECT id, started, round(seconds, 1) AS seconds, units_analysed AS units,
       units_failed AS failed, added, unchanged, fixed, reopened, revision
FROM run
ORDER BY id DESC
LIMIT 50;
