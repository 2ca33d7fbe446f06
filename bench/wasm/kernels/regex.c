// Regular expressions, compiled to a program that is run by backtracking, by a simulated automaton, and by a lazily made deterministic one.
#include "bench.h"

typedef enum { Byte, Any, Class, Split, Jump, Start, End, Match } Operation;
typedef struct { uint8_t op, byte; int16_t x, y; uint8_t set[32]; } Code;

enum { Length = 200000, MaxCode = 128, MaxStates = 512 };

static char text[Length + 1];
static Code code[MaxCode];
static int code_used;
static const char *pattern;

static int emit(Operation op)
{
    code[code_used] = (Code){ .op = op };
    return code_used++;
}

// Makes room for an instruction in front of a part that is there already.
static void insert(int at, Operation op)
{
    memmove(&code[at + 1], &code[at], (code_used - at) * sizeof(Code));
    code_used++;
    for (int i = at + 1; i < code_used; i++)
        if (code[i].op == Split || code[i].op == Jump) code[i].x++, code[i].y++;
    code[at] = (Code){ .op = op };
}

static void parse_alternatives(void);

static void parse_class(void)
{
    Code *c = &code[emit(Class)];
    int negate = *pattern == '^';
    for (pattern += negate; *pattern != ']'; pattern++)
    {
        int first = (uint8_t)*pattern, last = first;
        if (pattern[1] == '-' && pattern[2] != ']')
        {
            last = (uint8_t)pattern[2];
            pattern += 2;
        }
        for (; first <= last; first++) c->set[first >> 3] |= 1 << (first & 7);
    }
    pattern++;
    for (int i = 0; negate && i < 32; i++) c->set[i] ^= 255;
}

static void parse_piece(void)
{
    int start = code_used;
    char c = *pattern++;
    if (c == '(')
    {
        parse_alternatives();
        pattern++;
    }
    else if (c == '[') parse_class();
    else if (c == '.') emit(Any);
    else if (c == '^') emit(Start);
    else if (c == '$') emit(End);
    else code[emit(Byte)].byte = c == '\\' ? *pattern++ : c;
    if (*pattern == '*' || *pattern == '?')
    {
        int star = *pattern++ == '*';
        insert(start, Split);
        if (star) code[emit(Jump)].x = start;
        code[start].x = start + 1;
        code[start].y = code_used;
    }
    else if (*pattern == '+')
    {
        pattern++;
        int split = emit(Split);
        code[split].x = start;
        code[split].y = split + 1;
    }
}

static void parse_alternatives(void)
{
    int start = code_used;
    while (*pattern != 0 && *pattern != '|' && *pattern != ')') parse_piece();
    if (*pattern != '|') return;
    pattern++;
    insert(start, Split);
    int jump = emit(Jump);
    code[start].x = start + 1;
    code[start].y = code_used;
    parse_alternatives();
    code[jump].x = code_used;
}

static void compile(const char *source)
{
    pattern = source;
    code_used = 0;
    parse_alternatives();
    emit(Match);
}

static inline int accepts(const Code *c, uint8_t byte)
{
    return c->op == Byte ? c->byte == byte : c->op == Any ? byte != '\n' && byte != 0 : c->set[byte >> 3] >> (byte & 7) & 1 && byte != 0;
}

static NOINLINE const char *backtrack(int pc, const char *at)
{
    for (;;)
        switch ((Operation)code[pc].op)
        {
        case Byte: case Any: case Class:
            if (!accepts(&code[pc++], *at++)) return NULL;
            break;
        case Jump: pc = code[pc].x; break;
        case Split:
        {
            const char *end = backtrack(code[pc].x, at);
            if (end != NULL) return end;
            pc = code[pc].y;
            break;
        }
        case Start:
            if (at != text && at[-1] != '\n') return NULL;
            pc++;
            break;
        case End:
            if (*at != 0 && *at != '\n') return NULL;
            pc++;
            break;
        case Match: return at;
        }
}

typedef struct { uint8_t in[MaxCode]; int16_t list[MaxCode]; int count, matches; } Set;

static void add(Set *set, int pc, const char *at)
{
    if (set->in[pc]) return;
    set->in[pc] = 1;
    const Code *c = &code[pc];
    switch ((Operation)c->op)
    {
    case Jump: add(set, c->x, at); break;
    case Split: add(set, c->x, at), add(set, c->y, at); break;
    case Start: if (at == text || at[-1] == '\n') add(set, pc + 1, at); break;
    case End: if (*at == 0 || *at == '\n') add(set, pc + 1, at); break;
    case Match: set->matches = 1; break;
    default: set->list[set->count++] = pc;
    }
}

// At how many places a match ends.
static NOINLINE int simulate(void)
{
    static Set sets[2];
    Set *now = &sets[0], *next = &sets[1];
    int found = 0;
    memset(sets, 0, sizeof(sets));
    for (const char *at = text;; at++)
    {
        add(now, 0, at);
        found += now->matches;
        if (*at == 0) return found;
        memset(next->in, 0, sizeof(next->in));
        next->count = next->matches = 0;
        for (int i = 0; i < now->count; i++)
            if (accepts(&code[now->list[i]], *at)) add(next, now->list[i] + 1, at + 1);
        Set *t = now;
        now = next;
        next = t;
    }
}

static Set states[MaxStates];
static int16_t transitions[MaxStates][256];

// As above, for patterns without ^ and $, each set of places made once.
static NOINLINE int determinize(void)
{
    int used = 1, found = 0, state = 0;
    memset(states, 0, sizeof(states));
    memset(transitions, 0xff, sizeof(transitions));
    add(&states[0], 0, text);
    for (const char *at = text; *at != 0; at++)
    {
        uint8_t byte = *at;
        int target = transitions[state][byte];
        if (target < 0)
        {
            Set *fresh = &states[used];
            memset(fresh, 0, sizeof(Set));
            for (int i = 0; i < states[state].count; i++)
                if (accepts(&code[states[state].list[i]], byte)) add(fresh, states[state].list[i] + 1, at + 1);
            add(fresh, 0, at + 1);
            for (target = 0; target < used && memcmp(states[target].in, fresh->in, MaxCode) != 0; target++) { }
            transitions[state][byte] = target;
            if (target == used) used++;
        }
        state = target;
        found += states[state].matches;
    }
    return found;
}

int main(void)
{
    static const char *patterns[] = { "[a-z]+@[a-z]+\\.(com|org|net)", "(0|1|2)?[0-9]:[0-5][0-9]", "(foo|bar|ba(z|r)+)*qux", "[A-Z][a-z]* [A-Z][a-z]*", "a.*b.*c", "(x+x+)+y" };
    static const char *anchored[] = { "^[A-Z]", "[a-z]+$", "^$" };
    static const char *words[] = { "mail", "someone@example.com ", "12:34 ", "foobar", "bazqux ", "John ", "Smith ", "\n", "abc ", "xxxx", "xy ", "the@place.org", " ", "7:05 ", "\n\n", "qux " };
    uint64_t hash = 0;
    for (int n = 0; n < Length;)
        for (const char *c = words[bench_random() % COUNT(words)]; *c != 0 && n < Length;) text[n++] = *c++;
    bench_start();
    for (int p = 0; p < COUNT(patterns); p++)
    {
        compile(patterns[p]);
        int ends = 0;
        for (const char *at = text; *at != 0; at++)
        {
            const char *end = backtrack(0, at);
            if (end != NULL) ends += end - at;
        }
        hash = bench_mix(hash, ends);
        if (p < 3) hash = bench_mix(hash, simulate());
        for (int r = 0; r < 4; r++) hash = bench_mix(hash, determinize());
    }
    for (int p = 0; p < COUNT(anchored); p++)
    {
        compile(anchored[p]);
        hash = bench_mix(hash, simulate());
    }
    bench_end();
    bench_result(hash);
}
