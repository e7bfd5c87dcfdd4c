-- SPDX-License-Identifier: Apache-2.0
-- What was not understood in the latest run, by reason
SELECT c.reason, c.statements,
       round(100.0 * c.statements / max(r.statements, 1), 3) AS percent
FROM run r
JOIN coverage c ON c.run_id = r.id
WHERE r.id = (SELECT max(id) FROM run)
ORDER BY c.statements DESC, c.reason;
