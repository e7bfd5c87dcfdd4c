-- SPDX-License-Identifier: Apache-2.0
-- Which maps are there, and what bounds each
SELECT holder, kind, library, verdict, bound, puts, removals, path, line
FROM map_inventory
ORDER BY holder, path, line, id;
