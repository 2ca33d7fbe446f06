/* machine.c: see machine.h. */
#include "machine.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Kernel 6.7: include/uapi/linux/fs.h; older headers lack it. */
struct page_region_ { u64 start, end, categories; };
struct pm_scan_arg_ {
    u64 size, flags, start, end, walk_end, vec, vec_len, max_pages, category_inverted, category_mask, category_anyof_mask, return_mask;
};
#define PAGEMAP_SCAN_ _IOWR('f', 16, struct pm_scan_arg_)
#define PAGE_IS_FILE_ (1 << 2)
#define PAGE_IS_PRESENT_ (1 << 3)

#define LINEAR_GPA (4ull << 30)
#define LINEAR_SIZE (16ull << 20)  /* the memory slot */
enum {
    PML4 = 0x1000, LOW_PDPT = 0x2000, LOW_PD = 0x3000, HIGH_PDPT = 0x4000, HIGH_PD = 0x5000, HIGH_PT = 0x6000,
    GDT = 0x10000, TSS = 0x10800, IDT = 0x11000, STUBS = 0x12000, IST_TOP = 0x14000,
    TRAMPOLINE = 0x20000, XSAVE_INIT = 0x20400, CODE = 0x21000, STACK_TOP = 0x40000, MAILBOX = 0x50000,
};
enum { TSS_LIMIT = 104 + 33 - 1, SELECTOR_CODE = 0x2b, SELECTOR_DATA = 0x23, SELECTOR_TSS = 0x30 };

static int kvm, pagemap, run_size;
int image_fd;
u8 *image;
static struct { struct kvm_cpuid2 head; struct kvm_cpuid_entry2 entries[256]; } cpuid;

void die(const char *what) { fprintf(stderr, "floor: %s: %s\n", what, strerror(errno)); exit(1); }

static void build_image(void)
{
    static const u64 leaf = 0x63, user = 0x67, no_execute = 1ull << 63; /* present, write, accessed, dirty; user */
    u64 *pml4 = (u64 *)(image + PML4), *low_pdpt = (u64 *)(image + LOW_PDPT), *low_pd = (u64 *)(image + LOW_PD);
    u64 *high_pdpt = (u64 *)(image + HIGH_PDPT), *high_pd = (u64 *)(image + HIGH_PD), *high_pt = (u64 *)(image + HIGH_PT);
    pml4[0] = LOW_PDPT | user;
    low_pdpt[0] = LOW_PD | user;
    for (u64 i = 0; i < LINEAR_SIZE >> 21; i++) low_pd[i] = (LINEAR_GPA + (i << 21)) | 0xe7 | no_execute;
    pml4[SYSTEM_BASE >> 39 & 511] = HIGH_PDPT | user;
    high_pdpt[0] = HIGH_PD | user;
    high_pd[0] = HIGH_PT | user;
    for (u64 page = GDT; page < IST_TOP; page += 4096) high_pt[page >> 12] = page | leaf;
    high_pt[TRAMPOLINE >> 12] = TRAMPOLINE | (user & ~2ull);
    high_pt[CODE >> 12] = CODE | (user & ~2ull);
    for (u64 page = STACK_TOP - 0x10000; page < STACK_TOP; page += 4096) high_pt[page >> 12] = page | user | no_execute;
    high_pt[MAILBOX >> 12] = MAILBOX | user | no_execute;

    u64 *gdt = (u64 *)(image + GDT), tss = SYSTEM_BASE + TSS;
    gdt[1] = 0x00af9b000000ffff;
    gdt[2] = 0x00cf93000000ffff;
    gdt[4] = 0x00cff3000000ffff;
    gdt[5] = 0x00affb000000ffff;
    gdt[6] = TSS_LIMIT | (tss & 0xffffff) << 16 | 0x8bull << 40 | (tss >> 24 & 0xff) << 56;
    gdt[7] = tss >> 32;
    u8 *t = image + TSS;
    *(u64 *)(t + 4) = *(u64 *)(t + 0x24) = SYSTEM_BASE + IST_TOP;
    *(u16 *)(t + 102) = 104;
    memset(t + 104, 0xff, 33);
    t[104 + 2] = 0xf0; /* ports 0x10..0x13 */
    for (int vector = 0; vector < 32; vector++) {
        u8 *stub = image + STUBS + vector * 16, *gate = image + IDT + vector * 16;
        stub[0] = 0xe6; stub[1] = 0x80 + vector; stub[2] = 0xf4; /* out imm8, al; hlt */
        u64 handler = SYSTEM_BASE + STUBS + vector * 16;
        *(u16 *)gate = handler;
        *(u16 *)(gate + 2) = 8;
        gate[4] = 1;
        gate[5] = 0x8e;
        *(u16 *)(gate + 6) = handler >> 16;
        *(u32 *)(gate + 8) = handler >> 32;
    }
    static const u8 call[] = { 0x41, 0xff, 0xd3, 0xe6, 0x11 };               /* call r11; out 0x11, al */
    static const u8 fresh[] = { 0xb8, 0xff, 0xff, 0xff, 0xff, 0x89, 0xc2,     /* mov eax, -1; mov edx, eax */
                                0x48, 0x0f, 0xae, 0x2d, 0, 0, 0, 0,           /* xrstor64 [rip + ...] */
                                0x31, 0xc0, 0x31, 0xd2, 0x41, 0xff, 0xd3, 0xe6, 0x11 };
    memcpy(image + TRAMPOLINE + CALL_ENTRY, call, sizeof call);
    memcpy(image + TRAMPOLINE + FRESH_ENTRY, fresh, sizeof fresh);
    *(u32 *)(image + TRAMPOLINE + FRESH_ENTRY + 11) = XSAVE_INIT - (TRAMPOLINE + FRESH_ENTRY + 15);
    *(u16 *)(image + XSAVE_INIT) = 0x37f;
    *(u32 *)(image + XSAVE_INIT + 24) = 0x1f80;
    static const u8 empty[] = { 0xc3 };
    static const u8 host_call[] = { 0xe6, 0x10, 0xff, 0xc9, 0x75, 0xfa, 0xc3 }; /* out 0x10, al; dec ecx; jnz; ret */
    static const u8 loop[] = { 0xeb, 0xfe };
    static const u8 touch[] = { 0x31, 0xff, 0x85, 0xc9, 0x74, 0x0d,           /* xor edi, edi; test ecx, ecx; jz done */
                                0xc6, 0x07, 0x5a, 0x81, 0xc7, 0, 0x10, 0, 0,  /* mov byte [rdi], 0x5a; add edi, 4096 */
                                0xff, 0xc9, 0x75, 0xf3, 0xc3 };               /* dec ecx; jnz; done: ret */
    memcpy(image + CODE + CODE_EMPTY, empty, sizeof empty);
    memcpy(image + CODE + CODE_HOST_CALL, host_call, sizeof host_call);
    memcpy(image + CODE + CODE_TOUCH, touch, sizeof touch);
    memcpy(image + CODE + CODE_LOOP, loop, sizeof loop);
}

void fill_sregs(struct kvm_sregs *s)
{
    memset(s, 0, sizeof *s);
    struct kvm_segment code = { .limit = ~0u, .selector = SELECTOR_CODE, .present = 1, .type = 11, .dpl = 3, .s = 1, .l = 1, .g = 1 };
    struct kvm_segment data = { .limit = ~0u, .selector = SELECTOR_DATA, .present = 1, .type = 3, .dpl = 3, .s = 1, .db = 1, .g = 1 };
    s->cs = code;
    s->ds = s->es = s->fs = s->gs = s->ss = data;
    s->tr = (struct kvm_segment){ .base = SYSTEM_BASE + TSS, .limit = TSS_LIMIT, .selector = SELECTOR_TSS, .type = 11, .present = 1 };
    s->ldt.unusable = 1;
    s->gdt.base = SYSTEM_BASE + GDT;
    s->gdt.limit = 63;
    s->idt.base = SYSTEM_BASE + IDT;
    s->idt.limit = 32 * 16 - 1;
    s->cr0 = 0x80050033;
    s->cr3 = PML4;
    s->cr4 = 0x20 | 0x600 | 0x10000 | 0x40000; /* PAE, OSFXSR, OSXMMEXCPT, FSGSBASE, OSXSAVE */
    s->efer = 0xd00;                           /* LME, LMA, NXE */
    s->apic_base = 0xfee00900;
}

void open_machine(struct machine *m, int memory_fd)
{
    m->vm = ioctl(kvm, KVM_CREATE_VM, 0);
    if (m->vm < 0) die("KVM_CREATE_VM");
    m->system = mmap(0, SYSTEM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, memory_fd, 0);
    m->linear = mmap(0, LINEAR_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (m->system == MAP_FAILED || m->linear == MAP_FAILED || mprotect(m->linear, LINEAR_USED, PROT_READ | PROT_WRITE)) die("mmap");
    struct kvm_userspace_memory_region system = { .slot = 0, .memory_size = SYSTEM_SIZE, .userspace_addr = (u64)m->system };
    struct kvm_userspace_memory_region linear = { .slot = 1, .guest_phys_addr = LINEAR_GPA, .memory_size = LINEAR_SIZE, .userspace_addr = (u64)m->linear };
    if (ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &system) || ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &linear)) die("KVM_SET_USER_MEMORY_REGION");
    m->vcpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
    if (m->vcpu < 0) die("KVM_CREATE_VCPU");
    m->run = mmap(0, run_size, PROT_READ | PROT_WRITE, MAP_SHARED, m->vcpu, 0);
    if (m->run == MAP_FAILED) die("mmap kvm_run");
    if (ioctl(m->vcpu, KVM_SET_CPUID2, &cpuid)) die("KVM_SET_CPUID2");
    struct kvm_xcrs xcrs = { .nr_xcrs = 1 };
    xcrs.xcrs[0].value = 7;
    ioctl(m->vcpu, KVM_SET_XCRS, &xcrs); /* refused where the host's XCR0 is fixed; the guest then has that */
    m->run->kvm_valid_regs = KVM_SYNC_X86_REGS;
    fill_sregs(&m->run->s.regs.sregs);
    m->run->kvm_dirty_regs = KVM_SYNC_X86_SREGS;
}

void close_machine(struct machine *m)
{
    munmap(m->run, run_size);
    close(m->vcpu);
    close(m->vm);
    munmap(m->system, SYSTEM_SIZE);
    munmap(m->linear, LINEAR_SIZE);
}

void run(struct machine *m, int port)
{
    if (ioctl(m->vcpu, KVM_RUN, 0)) die("KVM_RUN");
    if (m->run->exit_reason != KVM_EXIT_IO || m->run->io.port != port) {
        fprintf(stderr, "floor: exit %u port %x instead of port %x\n", m->run->exit_reason, m->run->io.port, port);
        exit(1);
    }
}

void enter(struct machine *m, u64 entry, u64 function, u64 count)
{
    struct kvm_regs *r = &m->run->s.regs.regs;
    memset(r, 0, sizeof *r);
    r->rip = SYSTEM_BASE + TRAMPOLINE + entry;
    r->r11 = SYSTEM_BASE + CODE + function;
    r->rsp = SYSTEM_BASE + STACK_TOP;
    r->rdi = SYSTEM_BASE + MAILBOX;
    r->rcx = count;
    r->rflags = 2;
    m->run->kvm_dirty_regs |= KVM_SYNC_X86_REGS;
}

void scan(u8 *memory, u64 size, void (*each)(u8 *start, u64 bytes, void *argument), void *argument)
{
    static __thread struct page_region_ regions[1024];
    struct pm_scan_arg_ scan = { .size = sizeof scan, .start = (u64)memory, .end = (u64)memory + size, .vec = (u64)regions, .vec_len = 1024,
        .category_inverted = PAGE_IS_FILE_, .category_mask = PAGE_IS_FILE_ | PAGE_IS_PRESENT_, .return_mask = PAGE_IS_PRESENT_ };
    int n = ioctl(pagemap, PAGEMAP_SCAN_, &scan);
    if (n < 0) die("PAGEMAP_SCAN");
    for (int i = 0; i < n; i++) each((u8 *)regions[i].start, regions[i].end - regions[i].start, argument);
}

static void copy_back(u8 *start, u64 bytes, void *machine) { memcpy(start, image + (start - ((struct machine *)machine)->system), bytes); }
static void clear(u8 *start, u64 bytes, void *unused) { (void)unused; memset(start, 0, bytes); }

void restore_machine(struct machine *m)
{
    scan(m->system, SYSTEM_SIZE, copy_back, m);
    scan(m->linear, LINEAR_USED, clear, NULL);
}

void recycle(struct machine *m, int pages)
{
    fill_sregs(&m->run->s.regs.sregs);
    m->run->kvm_dirty_regs = KVM_SYNC_X86_SREGS;
    enter(m, FRESH_ENTRY, CODE_TOUCH, pages);
    run(m, 0x11);
    restore_machine(m);
}

u64 now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void open_kvm(void)
{
    kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (kvm < 0) die("/dev/kvm");
    pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (pagemap < 0) die("/proc/self/pagemap");
    run_size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    cpuid.head.nent = 256;
    if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, &cpuid)) die("KVM_GET_SUPPORTED_CPUID");
    image_fd = memfd_create("floor", MFD_CLOEXEC);
    if (image_fd < 0 || ftruncate(image_fd, SYSTEM_SIZE)) die("memfd");
    image = mmap(0, SYSTEM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, image_fd, 0);
    if (image == MAP_FAILED) die("mmap image");
    build_image();
}
