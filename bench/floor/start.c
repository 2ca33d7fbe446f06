/* start.c: a new VM to its first result and gone: from the image, from a file, as a copy of a machine with 16 written pages. */
#include "operations.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char file[] = "/tmp/microlight-floor-XXXXXX";
static struct machine source; /* what clones are copies of */

extern int mkstemp(char *);

void prepare_start_operations(void)
{
    int fd = mkstemp(file);
    if (fd < 0 || write(fd, image, SYSTEM_SIZE) != (ssize_t)SYSTEM_SIZE) die(file);
    close(fd);
    open_machine(&source, image_fd);
    enter(&source, CALL_ENTRY, CODE_TOUCH, 16);
    run(&source, 0x11);
}

static void first_result(struct machine *m)
{
    enter(m, CALL_ENTRY, CODE_EMPTY, 0);
    run(m, 0x11);
    close_machine(m);
}

static void cold_start(struct machine *unused, int argument)
{
    (void)unused, (void)argument;
    struct machine m;
    open_machine(&m, image_fd);
    first_result(&m);
}

/* The file is mapped copy-on-write; its pages are in the page cache. */
static void from_file(struct machine *unused, int argument)
{
    (void)unused, (void)argument;
    struct machine m;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) die(file);
    open_machine(&m, fd);
    close(fd);
    first_result(&m);
}

struct copy { u8 *from, *to; };
static void copy(u8 *start, u64 bytes, void *copy) { memcpy(((struct copy *)copy)->to + (start - ((struct copy *)copy)->from), start, bytes); }

static void clone_machine(struct machine *unused, int argument)
{
    (void)unused, (void)argument;
    struct machine m;
    open_machine(&m, image_fd);
    scan(source.system, SYSTEM_SIZE, copy, &(struct copy){ source.system, m.system });
    scan(source.linear, LINEAR_USED, copy, &(struct copy){ source.linear, m.linear });
    first_result(&m);
}

__attribute__((destructor)) static void remove_file(void) { unlink(file); }

const struct operation start_operations[] = {
    { "cold-start", cold_start, 0 }, { "snapshot-file", from_file, 0 }, { "clone", clone_machine, 0 }, { 0 },
};
