/* main.c: the raw-KVM floor: the least that a C program can do for each operation of bench/run floor, which times both, interleaved.
 *
 * It reads lines "NAME COUNT" from standard input and answers each with COUNT durations in nanoseconds on one line. */
#include "operations.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A machine per group: what one operation leaves written must not be another's to bring back. */
static struct machine machines[3];

static const struct operation *find(const char *name, struct machine **machine)
{
    const struct operation *groups[] = { call_operations, recycle_operations, start_operations };
    for (int g = 0; g < 3; g++)
        for (const struct operation *o = groups[g]; o->name; o++)
            if (!strcmp(o->name, name)) {
                *machine = &machines[g];
                return o;
            }
    return NULL;
}

static const struct timed_operation *find_timed(const char *name)
{
    for (const struct timed_operation *o = thread_operations; o->name; o++)
        if (!strcmp(o->name, name)) return o;
    fprintf(stderr, "floor: no operation '%s'\n", name);
    exit(2);
}

int main(void)
{
    open_kvm();
    for (int i = 0; i < 3; i++) { /* the last is also the keeper: the first and last VM of a process cost extra */
        open_machine(&machines[i], image_fd);
        enter(&machines[i], CALL_ENTRY, CODE_EMPTY, 0);
        run(&machines[i], 0x11);
    }
    prepare_start_operations();

    static u64 durations[1 << 16];
    char name[32];
    int count;
    while (scanf("%31s %d", name, &count) == 2) {
        if (count > (int)(sizeof durations / sizeof *durations)) count = sizeof durations / sizeof *durations;
        struct machine *machine;
        const struct operation *operation = find(name, &machine);
        if (!operation) {
            find_timed(name)->measure(durations, count);
        } else {
            for (int i = 0; i < count; i++) {
                u64 start = now();
                operation->once(machine, operation->argument);
                durations[i] = now() - start;
            }
        }
        for (int i = 0; i < count; i++) printf("%llu ", (unsigned long long)durations[i]);
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
