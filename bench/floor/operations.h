/* operations.h: what the floor measures, one group of operations per file. */
#ifndef OPERATIONS_H
#define OPERATIONS_H
#include "machine.h"

/* One operation on a machine that is ready; main.c times each call of it. */
struct operation { const char *name; void (*once)(struct machine *m, int argument); int argument; };
/* An operation that times itself, since it has threads: fills in `count` durations in nanoseconds. */
struct timed_operation { const char *name; void (*measure)(u64 *durations, int count); };

extern const struct operation call_operations[], recycle_operations[], start_operations[];
extern const struct timed_operation thread_operations[];

void prepare_start_operations(void);

#endif
