/* recycle.c: a call by a clean entry that dirties pages, then all written pages brought back. */
#include "operations.h"

const struct operation recycle_operations[] = {
    { "recycle-0", recycle, 0 },
    { "recycle-16", recycle, 16 },
    { "recycle-64", recycle, 64 },
    { "recycle-1000", recycle, 1000 },
    { "recycle-16-of-8mib", recycle, 16 },
    { 0 },
};
