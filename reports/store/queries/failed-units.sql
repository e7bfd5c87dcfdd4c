-- SPDX-License-Identifier: Apache-2.0
-- What was not analysed: failed units with the reason
SELECT file.path, unit.reason, r.started AS last_tried
FROM unit
JOIN file ON file.id = unit.file_id
JOIN run r ON r.id = unit.last_run
WHERE unit.outcome = 'failed'
ORDER BY file.path;
