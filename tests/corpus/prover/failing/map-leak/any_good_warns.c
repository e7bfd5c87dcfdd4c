// SPDX-License-Identifier: Apache-2.0
int main(void) {
    int unused;
    return 0;
}
