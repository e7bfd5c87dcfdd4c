// SPDX-License-Identifier: Apache-2.0
#include "instruments.h"

#include <stddef.h>
#include <string.h>

enum {
    GROWS = INSTRUMENT_LEDGER | INSTRUMENT_GROWTH,
    LOSES = INSTRUMENT_LOST | GROWS,
};

static const struct {
    const char *rule;
    unsigned shown_by;
    unsigned beside;
} rules[] = {
    // A key whose buffer is written again is not found again, and inserted once more.
    {"dangling-entry", INSTRUMENT_MEMORY | GROWS, 0},
    {"double-destroy", INSTRUMENT_MEMORY, 0},
    {"escape", LOSES, 0},
    {"external-alias", INSTRUMENT_MEMORY | LOSES, 0},
    {"grow-only", GROWS, 0},
    // GLib loses its list of quarks each time that it makes a larger one.
    {"intern-grow", GROWS, INSTRUMENT_LOST},
    // A thread that does not end keeps what it was given.
    {"iter-spawn", INSTRUMENT_RACE | INSTRUMENT_THREAD_LEAK | INSTRUMENT_MEMORY | GROWS, 0},
    {"key-leak", LOSES, 0},
    {"map-leak", LOSES, 0},
    // An iteration that passes over entries loses what it was to free.
    {"mutate-while-iterating", INSTRUMENT_MEMORY | INSTRUMENT_FATAL | INSTRUMENT_LOST, 0},
    {"overwrite-handle", LOSES, 0},
    {"slot-invalidated", INSTRUMENT_MEMORY, 0},
    {"unsync-write", INSTRUMENT_RACE | INSTRUMENT_FATAL, 0},
    {"use-after-destroy", INSTRUMENT_MEMORY, 0},
    {"value-leak", LOSES, 0},
};

static const struct {
    const char *text;
    Instrument instrument;
} words[] = {
    {"ThreadSanitizer: data race", INSTRUMENT_RACE},
    {"ThreadSanitizer: heap-use-after-free", INSTRUMENT_RACE},
    {"ThreadSanitizer: thread leak", INSTRUMENT_THREAD_LEAK},
    {"ERROR: AddressSanitizer: ", INSTRUMENT_MEMORY},
    {"ERROR: LeakSanitizer: detected memory leaks", INSTRUMENT_LOST},
    {"fatal error: concurrent map ", INSTRUMENT_FATAL},
    {"GLib-CRITICAL **: ", INSTRUMENT_FATAL},
    {"runtime error: ", INSTRUMENT_OTHER},
    {"ThreadSanitizer: lock-order-inversion", INSTRUMENT_OTHER},
    {"ThreadSanitizer: destroy of a locked mutex", INSTRUMENT_OTHER},
    {"ThreadSanitizer: unlock of an unlocked mutex", INSTRUMENT_OTHER},
    {"ThreadSanitizer: double lock of a mutex", INSTRUMENT_OTHER},
};

unsigned instruments_of_rule(const char *rule) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].rule, rule) == 0)
            return rules[i].shown_by;
    return 0;
}

unsigned instruments_beside_rule(const char *rule) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].rule, rule) == 0)
            return rules[i].beside;
    return 0;
}

unsigned instruments_in(const char *errors) {
    unsigned set = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(errors, words[i].text))
            set |= words[i].instrument;
    return set;
}

Instrument instruments_first(unsigned set) {
    return (Instrument)(set & (~set + 1));
}

const char *instruments_name(Instrument instrument) {
    switch (instrument) {
    case INSTRUMENT_RACE:
        return "race";
    case INSTRUMENT_THREAD_LEAK:
        return "thread not joined";
    case INSTRUMENT_MEMORY:
        return "dead memory";
    case INSTRUMENT_LOST:
        return "lost memory";
    case INSTRUMENT_FATAL:
        return "fatal message";
    case INSTRUMENT_LEDGER:
        return "ledger";
    case INSTRUMENT_GROWTH:
        return "growth";
    case INSTRUMENT_OTHER:
        break;
    }
    return "another fault";
}
