// SPDX-License-Identifier: Apache-2.0
// proof: grows "it is bad"
int main(void) {
    return 0; // expect: map-leak
}
