// SPDX-License-Identifier: Apache-2.0
// The keyword table is built at the first use only.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct keyword {
    const char *text;
    int token;
    UT_hash_handle hh;
};

static struct keyword *keywords;

static int token_of(const char *text) {
    static const char *const words[] = {"if", "else", "while", "return"};
    struct keyword *found;
    if (!keywords) {
        for (int i = 0; i < 4; i++) {
            found = calloc(1, sizeof *found);
            if (!found)
                abort();
            found->text = words[i];
            found->token = i + 1;
            HASH_ADD_KEYPTR(hh, keywords, found->text, strlen(found->text), found);
        }
    }
    HASH_FIND_STR(keywords, text, found);
    return found ? found->token : 0;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        printf("%d\n", token_of(line));
    }
    return 0;
}
