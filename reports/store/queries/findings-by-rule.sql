-- SPDX-License-Identifier: Apache-2.0
-- Which rules report most: open findings by rule and confidence
SELECT rule, count(*) AS findings,
       sum(confidence = 'high') AS high, sum(confidence = 'medium') AS medium,
       sum(confidence = 'low') AS low
FROM open_findings
GROUP BY rule
ORDER BY findings DESC, rule;
