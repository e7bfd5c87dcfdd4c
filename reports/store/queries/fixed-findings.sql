-- SPDX-License-Identifier: Apache-2.0
-- What was mended: fixed findings, latest first
SELECT r.started AS fixed, f.path, f.line, f.rule, f.message
FROM fixed_findings f
JOIN run r ON r.id = f.fixed_run
ORDER BY f.fixed_run DESC, f.path, f.line, f.id;
