-- SPDX-License-Identifier: Apache-2.0
-- Which long-lived maps may grow for ever, most insertions first
SELECT holder, kind, library, verdict, puts, removals, path, line
FROM growth_suspects
ORDER BY puts DESC, holder, path, line, id;
