// SPDX-License-Identifier: Apache-2.0
//
// What can show a fault while a case runs, and what has to show the faults of each rule.
#ifndef MAPLEAK_TESTS_INSTRUMENTS_H
#define MAPLEAK_TESTS_INSTRUMENTS_H

// As bits of a set.
typedef enum {
    INSTRUMENT_RACE = 1 << 0,        // ThreadSanitizer: two accesses that nothing orders
    INSTRUMENT_THREAD_LEAK = 1 << 1, // ThreadSanitizer: a thread that ended and was not joined
    INSTRUMENT_MEMORY = 1 << 2,      // AddressSanitizer: memory used after its life, or freed twice
    INSTRUMENT_LOST = 1 << 3,        // LeakSanitizer: memory that nothing points to any more
    INSTRUMENT_FATAL = 1 << 4,       // what a map library itself says, and ends the program
    INSTRUMENT_LEDGER = 1 << 5,      // the runtime's ledger: more maps or entries left at the end
    INSTRUMENT_GROWTH = 1 << 6,      // more heap in use at once when there are more requests
    INSTRUMENT_OTHER = 1 << 7,       // a report that shows a fault of no rule
} Instrument;

// The set that a bad case of RULE is shown by; 0 for a rule that is not known.
unsigned instruments_of_rule(const char *rule);

// The set that a bad case of RULE may be seen by beside those, and that shows nothing.
unsigned instruments_beside_rule(const char *rule);

// The set that wrote something into ERRORS, the standard error of a case.
unsigned instruments_in(const char *errors);

// The first of SET, in the order of the enumerators; 0 when it is empty.
Instrument instruments_first(unsigned set);

const char *instruments_name(Instrument instrument);

#endif
