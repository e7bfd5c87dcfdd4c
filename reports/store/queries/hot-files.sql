-- SPDX-License-Identifier: Apache-2.0
-- Where to start: the files with the most open findings
SELECT path, count(*) AS findings, count(DISTINCT rule) AS rules,
       count(DISTINCT holder) AS maps
FROM open_findings
GROUP BY path
ORDER BY findings DESC, path
LIMIT 50;
