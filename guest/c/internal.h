/* internal.h: what the library's files share. One guest has one vCPU, so plain variables will do. */
#ifndef MICROLIGHT_INTERNAL_H
#define MICROLIGHT_INTERNAL_H

#include "microlight.h"

extern ml_mailbox *ml_box;
extern uint64_t ml_call_number; /* changes with every guest call */

/* From the linker script. */
extern const ml_import_record ml_imports_start[];
extern const ml_memory_record ml_memories_start[];

#endif
