// SPDX-License-Identifier: Apache-2.0

// Finds the module of an address among the mappings of the process, in it the unit, and in that the
// innermost scope; the scopes around this one are the frames. Of an address in `leaf`, which was
// inlined into `middle`, and that into `outer`:
//
//     scopes, innermost first          name from       file and line from
//     inlined_subroutine of leaf       its origin      the line table
//     inlined_subroutine of middle     its origin      where leaf was called, in leaf's scope
//     subprogram outer                 itself          where middle was called, in middle's scope
//
// Separate debug files are looked for by build id only: libdw's standard search would ask servers.
// LIMIT: debug information in .dwo files is not read; such code has its symbol's name.
#include "symbol_dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static Dwfl *process;

static bool report_modules(void) {
    dwfl_report_begin(process);
    bool read = dwfl_linux_proc_report(process, getpid()) == 0;
    return dwfl_report_end(process, NULL, NULL) == 0 && read;
}

static bool open_process(void) {
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = dwfl_build_id_find_debuginfo,
    };
    if (!process)
        process = dwfl_begin(&callbacks);
    return process;
}

void symbol_dwarf_close(void) {
    if (process)
        dwfl_end(process);
    process = NULL;
}

static Dwfl_Module *module_of(Dwarf_Addr pc) {
    if (!open_process())
        return NULL;
    Dwfl_Module *module = dwfl_addrmodule(process, pc);
    if (module)
        return module;
    // The first question, or the library was loaded after it.
    return report_modules() ? dwfl_addrmodule(process, pc) : NULL;
}

// The unit of an address. Compilers may leave out the table that libdw looks into first.
static Dwarf_Die *unit_of(Dwfl_Module *module, Dwarf_Addr pc, Dwarf_Addr *bias) {
    Dwarf_Die *unit = dwfl_module_addrdie(module, pc, bias);
    if (unit)
        return unit;
    while ((unit = dwfl_module_nextcu(module, unit, bias))) {
        if (dwarf_haspc(unit, pc - *bias) > 0)
            return unit;
    }
    return NULL;
}

static void set_place(Symbol *symbol, Dwarf_Die *unit, Dwarf_Addr address) {
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    int number;
    if (!line || dwarf_lineno(line, &number) != 0)
        return;
    symbol->file = dwarf_linesrc(line, NULL, NULL);
    symbol->line = symbol->file ? number : 0;
}

static bool number_at(Dwarf_Die *die, unsigned name, Dwarf_Word *number) {
    Dwarf_Attribute attribute;
    return dwarf_formudata(dwarf_attr(die, name, &attribute), number) == 0;
}

// Where an inlined function was called, for the frame around it.
static void set_call_place(Symbol *symbol, Dwarf_Die *unit, Dwarf_Die *inlined) {
    Dwarf_Files *files;
    size_t count;
    Dwarf_Word file, line;
    if (!number_at(inlined, DW_AT_call_file, &file) ||
        !number_at(inlined, DW_AT_call_line, &line) ||
        dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count)
        return;
    symbol->file = dwarf_filesrc(files, (size_t)file, NULL, NULL);
    symbol->line = symbol->file ? (int)line : 0;
}

static uintptr_t start_of(Dwarf_Die *function, Dwarf_Addr address) {
    Dwarf_Addr entry;
    return dwarf_entrypc(function, &entry) == 0 && entry <= address ? (uintptr_t)(address - entry)
                                                                    : 0;
}

// The frames of scopes that lie in each other, innermost first.
static size_t frames_of(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die *scopes, int n, Symbol out[],
                        size_t max) {
    size_t frames = 0;
    Symbol frame = {0};
    set_place(&frame, unit, address);
    for (int i = 0; i < n && frames < max; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine)
            continue;
        frame.function = dwarf_diename(&scopes[i]);
        frame.offset = start_of(&scopes[i], address);
        out[frames++] = frame;
        if (tag == DW_TAG_subprogram)
            break;
        frame = (Symbol){0};
        set_call_place(&frame, unit, &scopes[i]);
    }
    return frames;
}

static size_t from_dwarf(Dwfl_Module *module, Dwarf_Addr pc, Symbol out[], size_t max) {
    Dwarf_Addr bias;
    Dwarf_Die *unit = unit_of(module, pc, &bias);
    if (!unit)
        return 0;
    Dwarf_Die *innermost = NULL;
    Dwarf_Die *around = NULL;
    size_t frames = 0;
    // The first list leads from an inlined scope into the text where it was written, the second
    // into the function where its code is.
    if (dwarf_getscopes(unit, pc - bias, &innermost) > 0) {
        int n = dwarf_getscopes_die(&innermost[0], &around);
        frames = frames_of(unit, pc - bias, around, n, out, max);
    }
    free(innermost);
    free(around);
    return frames;
}

static size_t from_symbols(Dwfl_Module *module, Dwarf_Addr pc, Symbol out[]) {
    GElf_Off offset;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(module, pc, &offset, &symbol, NULL, NULL, NULL);
    Dwarf_Addr start = 0;
    dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
    out[0] = (Symbol){.function = name, .offset = (uintptr_t)(name ? offset : pc - start)};
    return 1;
}

size_t symbol_dwarf_find(uintptr_t pc, Symbol out[], size_t max) {
    Dwfl_Module *module = module_of(pc);
    if (!module)
        return 0;
    size_t frames = from_dwarf(module, pc, out, max);
    if (!frames || !out[0].function)
        frames = from_symbols(module, pc, out);
    const char *path = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < frames; i++)
        out[i].module = path;
    return frames;
}
