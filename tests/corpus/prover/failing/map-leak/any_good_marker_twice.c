// SPDX-License-Identifier: Apache-2.0
// proof: grows "once"
// proof: grows "and again"
int main(void) {
    return 0;
}
