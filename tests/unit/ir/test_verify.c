#include "ir_text.h"
int main(void) {
    return 0;
}
