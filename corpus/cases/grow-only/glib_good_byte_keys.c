// SPDX-License-Identifier: Apache-2.0
// A byte has 256 values, however many of them come in.
#include <glib.h>
#include <stdio.h>

static GHashTable *opcodes;

static void see_opcode(guint8 opcode) {
    g_hash_table_add(opcodes, GUINT_TO_POINTER(opcode));
}

int main(void) {
    int byte;
    opcodes = g_hash_table_new(g_direct_hash, g_direct_equal);
    while ((byte = getchar()) != EOF)
        see_opcode((guint8)byte);
    printf("%u opcodes\n", g_hash_table_size(opcodes));
    return 0;
}
