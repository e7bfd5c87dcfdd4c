-- SPDX-License-Identifier: Apache-2.0
-- What is wrong now: every open finding, by place
SELECT path, line, rule, severity, confidence, status, message
FROM open_findings
ORDER BY path, line, rule, id;
