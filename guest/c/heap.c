/* heap.c: malloc on a memory region that grows, and on top of it memory that lasts for one call.
 *
 * A block has a 16-byte header with its size class. Classes go up by a quarter of a power of two, so at most a fifth is lost; a freed
 * block waits in its class's list for the next of that class. Blocks are never split or joined: every operation takes the same few steps.
 */
#include "internal.h"

#ifndef ML_HEAP_ADDRESS
#define ML_HEAP_ADDRESS 0x100000000ull
#endif
#ifndef ML_HEAP_INITIAL
#define ML_HEAP_INITIAL (1ull << 20)
#endif
#ifndef ML_HEAP_MAXIMUM
#define ML_HEAP_MAXIMUM (1ull << 30)
#endif
ML_MEMORY(heap, ML_HEAP_ADDRESS, ML_HEAP_INITIAL, ML_HEAP_MAXIMUM)

enum { CLASSES = 256, USED = 0x600dUL, FREED = 0xdead };

struct block {
    uint64_t mark; /* USED or FREED: a block freed twice, or a pointer that is none, is noticed */
    uint64_t class;
};
struct freed { struct block block; struct freed *next; };

static struct freed *lists[CLASSES];
static uint64_t heap_next = ML_HEAP_ADDRESS, heap_end = ML_HEAP_ADDRESS + ML_HEAP_INITIAL;

static unsigned class_of(size_t bytes)
{
    if (bytes <= 64) return (unsigned)((bytes + 15) / 16); /* 0 … 64 by 16 */
    unsigned power = 63 - (unsigned)__builtin_clzll(bytes - 1); /* 2^power < bytes <= 2^(power + 1) */
    return 4 * (power - 5) + (unsigned)((bytes - 1) >> (power - 2) & 3) + 1;
}

static size_t class_size(unsigned class)
{
    if (class <= 4) return class == 0 ? 16 : class * 16;
    unsigned power = (class - 1) / 4 + 5;
    return (1ull << power) + ((uint64_t)((class - 1) & 3) + 1) * (1ull << (power - 2));
}

/* `bytes` (a multiple of 16) from the end of what was ever used; grows by half at least, or by what it takes where that is refused. */
static void *extend(uint64_t bytes)
{
    uint64_t next = heap_next + bytes;
    if (next > ML_HEAP_ADDRESS + ML_HEAP_MAXIMUM) return NULL;
    if (next > heap_end) {
        uint64_t least = (next - heap_end + 0xffff) & ~0xffffull, more = ((heap_end - ML_HEAP_ADDRESS) / 2 + 0xffff) & ~0xffffull;
        if (more > least && ml_grow(&heap, more) != UINT64_MAX) heap_end += more;
        else if (ml_grow(&heap, least) != UINT64_MAX) heap_end += least;
        else return NULL;
    }
    void *start = (void *)heap_next;
    heap_next = next;
    return start;
}

void *malloc(size_t bytes)
{
    if (bytes > ML_HEAP_MAXIMUM) return NULL;
    unsigned class = class_of(bytes);
    struct freed *reused = lists[class];
    struct block *block;
    if (reused) {
        lists[class] = reused->next;
        block = &reused->block;
    } else if (!(block = extend(class_size(class) + sizeof *block))) {
        return NULL;
    }
    *block = (struct block){ USED, class };
    return block + 1;
}

static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)memory - 1;
    if (block->mark == FREED) ml_panic("a block was freed twice, or resized after it was freed");
    if (block->mark != USED) ml_panic("free or realloc of what malloc did not return");
    return block;
}

void free(void *memory)
{
    if (!memory) return;
    struct freed *freed = (struct freed *)block_of(memory);
    freed->block.mark = FREED;
    freed->next = lists[freed->block.class];
    lists[freed->block.class] = freed;
}

void *calloc(size_t count, size_t bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) return NULL;
    void *memory = malloc(total);
    return memory ? memset(memory, 0, total) : NULL;
}

void *realloc(void *memory, size_t bytes)
{
    if (!memory) return malloc(bytes);
    size_t size = class_size((unsigned)block_of(memory)->class);
    if (bytes <= size) return memory;
    void *larger = malloc(bytes);
    if (!larger) return NULL;
    memcpy(larger, memory, size);
    free(memory);
    return larger;
}

/* Memory of one call: chunks from malloc, given back when the next call first asks. The first chunk is kept. */
enum { FIRST_CHUNK = 64 << 10 };
struct chunk { struct chunk *next; uint64_t size; };
static struct chunk *chunks;
static uint64_t chunk_used, chunks_of_call;

void *ml_allocate(size_t bytes)
{
    if (chunks_of_call != ml_call_number) {
        chunks_of_call = ml_call_number;
        while (chunks && chunks->next) {
            struct chunk *next = chunks->next;
            free(chunks);
            chunks = next;
        }
        chunk_used = sizeof(struct chunk);
    }
    if (bytes > ML_HEAP_MAXIMUM) ml_abort(ML_ABORT_OUT_OF_MEMORY);
    bytes = (bytes + 15) & ~15ull;
    if (!chunks || bytes > chunks->size - chunk_used) {
        uint64_t size = bytes + sizeof(struct chunk);
        if (size < FIRST_CHUNK) size = FIRST_CHUNK;
        struct chunk *chunk = malloc(size);
        if (!chunk) ml_abort(ML_ABORT_OUT_OF_MEMORY);
        *chunk = (struct chunk){ chunks, size };
        chunks = chunk;
        chunk_used = sizeof *chunk;
    }
    void *memory = (uint8_t *)chunks + chunk_used;
    chunk_used += bytes;
    return memory;
}
