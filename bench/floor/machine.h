/* machine.h: one raw-KVM machine by the same protocol as Microlight: guest at CPL3 under one-instruction stubs, KVM_SYNC_REGS, one KVM_RUN
 * per exit, FPU cleaned by XRSTOR in the guest, memory restored by PAGEMAP_SCAN and memcpy. */
#ifndef MACHINE_H
#define MACHINE_H
#define _GNU_SOURCE
#include <linux/kvm.h>
#include <stdint.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

#define SYSTEM_BASE 0x7e0000000000ull
#define LINEAR_USED (8ull << 20) /* the part of the slot that is accessible: a heap's first size */
#define MAILBOX_BUFFER (2ull << 20)
#define BUFFER 0x202000ull       /* the mailbox's buffer in the system slot */
#define SYSTEM_SIZE (BUFFER + MAILBOX_BUFFER + (8ull << 20)) /* what a small image, its mailbox and 8 MiB of stack take */

enum { CALL_ENTRY = 0, FRESH_ENTRY = 16 };                                        /* where a call enters */
enum { CODE_EMPTY = 0, CODE_HOST_CALL = 16, CODE_TOUCH = 32, CODE_LOOP = 64 };    /* guest functions */

struct machine { int vm, vcpu; struct kvm_run *run; u8 *system, *linear; };

extern u8 *image; /* the frozen contents of the system slot */
extern int image_fd;

void die(const char *what);
void open_kvm(void);
void open_machine(struct machine *m, int memory_fd);
void close_machine(struct machine *m);
/* One KVM_RUN; anything but an exit at `port` ends the program. */
void run(struct machine *m, int port);
/* What the next run starts with; ecx = count. */
void enter(struct machine *m, u64 entry, u64 function, u64 count);
void fill_sregs(struct kvm_sregs *s);
/* Brings all written pages back. */
void restore_machine(struct machine *m);
/* Calls `each` with every range of written pages of a mapping. */
void scan(u8 *memory, u64 size, void (*each)(u8 *start, u64 bytes, void *argument), void *argument);
void recycle(struct machine *m, int pages);

u64 now(void);

#endif
