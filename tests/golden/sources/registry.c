// A registry of clients that only grows.
static GHashTable *registry;

void reg_add(const char *key, void *value)
{
	if (!registry)
		registry = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_insert(registry, g_strdup(key), value);
}

void reg_note(const char *n) { put("été 漢字", registry, n); } /* é */

void reg_keep(void *v) { keep(registry, v); } // NOLINT(mapleak-grow-only): lives as long as the process
