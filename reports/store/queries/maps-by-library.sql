-- SPDX-License-Identifier: Apache-2.0
-- Which map libraries are used, and how their maps are judged
SELECT library, count(*) AS maps, sum(verdict = 'bounded') AS bounded,
       sum(verdict = 'grows') AS grows, sum(verdict = 'unknown') AS unknown
FROM map
GROUP BY library
ORDER BY maps DESC, library;
