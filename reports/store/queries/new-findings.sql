-- SPDX-License-Identifier: Apache-2.0
-- What did the latest run bring: findings that are new or came back
SELECT path, line, rule, severity, confidence, status, message
FROM new_findings
ORDER BY path, line, rule, id;
