// SPDX-License-Identifier: Apache-2.0
// proof: grows
/* proof: grows "in a block" */
int main(void) {
    return 0;
}
