// SPDX-License-Identifier: Apache-2.0
// proof: grows "it is said to"
int main(void) {
    return 0;
}
