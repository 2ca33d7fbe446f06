/* calls.c: calls, host calls and parameters. A C program writes parameters where the guest reads them: one memcpy. */
#include "operations.h"
#include <string.h>

static u8 data[1 << 20];

static void empty_call(struct machine *m, int unused)
{
    (void)unused;
    enter(m, CALL_ENTRY, CODE_EMPTY, 0);
    run(m, 0x11);
}

static void host_calls(struct machine *m, int times)
{
    enter(m, CALL_ENTRY, CODE_HOST_CALL, times);
    while (times-- > 0) run(m, 0x10);
    run(m, 0x11);
}

static void parameter_in(struct machine *m, int bytes)
{
    memcpy(m->system + BUFFER, data, bytes);
    empty_call(m, 0);
}

static void parameter_out(struct machine *m, int bytes)
{
    empty_call(m, 0);
    memcpy(data, m->system + BUFFER, bytes);
}

static void copy_only(struct machine *m, int bytes) { memcpy(m->system + BUFFER, data, bytes); }

const struct operation call_operations[] = {
    { "empty-call", empty_call, 0 },          { "host-call", host_calls, 1 },
    { "host-call-10", host_calls, 10 },       { "param-1kib-in", parameter_in, 1 << 10 },
    { "param-1kib-out", parameter_out, 1 << 10 }, { "param-1mib-in", parameter_in, 1 << 20 },
    { "param-1mib-out", parameter_out, 1 << 20 }, { "memcpy-1mib", copy_only, 1 << 20 },
    { 0 },
};
