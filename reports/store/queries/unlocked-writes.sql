-- SPDX-License-Identifier: Apache-2.0
-- Which maps are written without the lock that guards them elsewhere
SELECT holder, operation, function, path, line, lock_elsewhere
FROM unlocked_writes
ORDER BY holder, path, line, col;
