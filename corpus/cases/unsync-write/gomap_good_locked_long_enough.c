// SPDX-License-Identifier: Apache-2.0
// The test for room and the insertion that it allows are made under one locking.
#include <pthread.h>
#include <runtime/gomap.h>

static Gomap *readings;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void record(uint32_t sensor, double value) {
    pthread_mutex_lock(&lock);
    if (gomap_len(readings) < 100)
        gomap_put(readings, &sensor, &value);
    pthread_mutex_unlock(&lock);
}

static void *poll_sensors(void *data) {
    (void)data;
    for (uint32_t i = 0; i < 400; i++)
        record(i % 4, i / 8.0);
    return NULL;
}

int main(void) {
    pthread_t pollers[2];
    GomapType type = gomap_type_u32(sizeof(double));
    if (gomap_new(&type, 0, &readings) != GOMAP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&pollers[i], NULL, poll_sensors, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(pollers[i], NULL);
    gomap_free(readings);
    return 0;
}
