// One-way constraints with strengths, kept satisfied incrementally by plans; methods are called through tables (in the manner of DeltaBlue).
#include "bench.h"

typedef struct Variable Variable;
typedef struct Constraint Constraint;
typedef struct { void (*execute)(Constraint *); int (*inputs_known)(const Constraint *, int); Variable *(*output)(const Constraint *); void (*choose)(Constraint *, int); } Methods;

enum { Required, Strong, Normal, Weak, Weakest };
enum { MaxUses = 64, MaxVariables = 4096, MaxConstraints = 8192 };

struct Variable { int64_t value; Constraint *uses[MaxUses], *determined_by; int use_count, mark, strength, stays; };
struct Constraint { const Methods *methods; int strength, satisfied, forward; Variable *a, *b, *scale, *offset; };

static Variable variables[MaxVariables];
static Constraint constraints[MaxConstraints], *plan[MaxConstraints], *todo[MaxConstraints], *waiting[MaxConstraints];
static int variables_used, constraints_used, waiting_count, mark;

static int weaker(int a, int b) { return a > b; }
static int weakest(int a, int b) { return a > b ? a : b; }

static void execute_nothing(Constraint *c) { }
static void execute_equal(Constraint *c)
{
    if (c->forward) c->b->value = c->a->value;
    else c->a->value = c->b->value;
}
static void execute_scale(Constraint *c)
{
    if (c->forward) c->b->value = c->a->value * c->scale->value + c->offset->value;
    else c->a->value = (c->b->value - c->offset->value) / c->scale->value;
}

static int known(const Variable *v, int m) { return v->mark == m || v->stays || v->determined_by == NULL; }
static int known_none(const Constraint *c, int m) { return 1; }
static int known_equal(const Constraint *c, int m) { return known(c->forward ? c->a : c->b, m); }
static int known_scale(const Constraint *c, int m) { return known(c->forward ? c->a : c->b, m) && known(c->scale, m) && known(c->offset, m); }

static Variable *output_single(const Constraint *c) { return c->a; }
static Variable *output_pair(const Constraint *c) { return c->forward ? c->b : c->a; }

static void choose_single(Constraint *c, int m) { c->satisfied = c->a->mark != m && weaker(c->a->strength, c->strength); }
static void choose_pair(Constraint *c, int m)
{
    c->satisfied = 0;
    if (c->a->mark == m) c->satisfied = c->b->mark != m && weaker(c->b->strength, c->strength), c->forward = 1;
    else if (c->b->mark == m) c->satisfied = weaker(c->a->strength, c->strength), c->forward = 0;
    else if (weaker(c->a->strength, c->b->strength)) c->satisfied = weaker(c->a->strength, c->strength), c->forward = 0;
    else c->satisfied = weaker(c->b->strength, c->strength), c->forward = 1;
}

static const Methods stay = { execute_nothing, known_none, output_single, choose_single };
static const Methods edit = { execute_nothing, known_none, output_single, choose_single };
static const Methods equal = { execute_equal, known_equal, output_pair, choose_pair };
static const Methods scaled = { execute_scale, known_scale, output_pair, choose_pair };

static void recalculate(Constraint *c)
{
    Variable *out = c->methods->output(c);
    if (c->methods == &stay || c->methods == &edit)
    {
        out->strength = c->strength;
        out->stays = c->methods == &stay;
        return;
    }
    Variable *in = c->forward ? c->a : c->b;
    out->strength = weakest(c->strength, in->strength);
    out->stays = in->stays;
    if (c->scale != NULL)
    {
        out->strength = weakest(out->strength, weakest(c->scale->strength, c->offset->strength));
        out->stays = out->stays && c->scale->stays && c->offset->stays;
    }
    if (out->stays) c->methods->execute(c);
}

// Recalculates what depends on a variable and notes the constraints thereabouts that are not satisfied.
static NOINLINE void propagate(Variable *v)
{
    int count = 0;
    waiting_count = 0;
    for (;;)
    {
        for (int i = 0; i < v->use_count; i++)
            if (!v->uses[i]->satisfied) waiting[waiting_count++] = v->uses[i];
            else if (v->uses[i] != v->determined_by) todo[count++] = v->uses[i];
        if (count == 0) return;
        Constraint *next = todo[--count];
        recalculate(next);
        v = next->methods->output(next);
        v->mark = mark;
    }
}

static Constraint *satisfy(Constraint *c)
{
    c->methods->choose(c, mark);
    if (!c->satisfied) return NULL;
    Variable *out = c->methods->output(c);
    Constraint *overridden = out->determined_by;
    if (overridden != NULL) overridden->satisfied = 0;
    out->determined_by = c;
    if (c->a != out) c->a->mark = mark;
    recalculate(c);
    out->mark = mark;
    propagate(out);
    return overridden;
}

static NOINLINE void add(Constraint *c)
{
    mark++;
    for (Constraint *next = c; next != NULL;) next = satisfy(next);
}

static void use(Variable *v, Constraint *c)
{
    if (v != NULL) v->uses[v->use_count++] = c;
}

static void unuse(Variable *v, const Constraint *c)
{
    if (v == NULL) return;
    int kept = 0;
    for (int i = 0; i < v->use_count; i++)
        if (v->uses[i] != c) v->uses[kept++] = v->uses[i];
    v->use_count = kept;
}

static Constraint *make(const Methods *methods, int strength, Variable *a, Variable *b, Variable *scale, Variable *offset)
{
    Constraint *c = &constraints[constraints_used++];
    *c = (Constraint){ methods, strength, 0, 0, a, b, scale, offset };
    use(a, c), use(b, c), use(scale, c), use(offset, c);
    add(c);
    return c;
}

static void destroy(Constraint *c)
{
    if (c->satisfied)
    {
        Variable *out = c->methods->output(c);
        c->satisfied = 0;
        out->determined_by = NULL;
        out->strength = Weakest;
        out->stays = 1;
        unuse(out, c);
        mark++;
        propagate(out);
        Constraint *candidates[64];
        int count = waiting_count < COUNT(candidates) ? waiting_count : COUNT(candidates);
        memcpy(candidates, waiting, count * sizeof(Constraint *));
        for (int strength = Required; strength <= Weakest; strength++)
            for (int i = 0; i < count; i++)
                if (!candidates[i]->satisfied && candidates[i]->strength == strength) add(candidates[i]);
    }
    else unuse(c->a, c);
}

// What must run, and in which order, when an edited variable changes.
static NOINLINE int make_plan(Constraint *edited)
{
    int steps = 0, count = 0;
    mark++;
    todo[count++] = edited;
    while (count > 0)
    {
        Constraint *c = todo[--count];
        Variable *out = c->methods->output(c);
        if (out->mark == mark || !c->methods->inputs_known(c, mark)) continue;
        plan[steps++] = c;
        out->mark = mark;
        for (int i = 0; i < out->use_count; i++)
            if (out->uses[i] != out->determined_by && out->uses[i]->satisfied) todo[count++] = out->uses[i];
    }
    return steps;
}

static Variable *variable(int64_t value)
{
    Variable *v = &variables[variables_used++];
    memset(v, 0, sizeof(*v));
    v->value = value;
    v->strength = Weakest;
    v->stays = 1;
    return v;
}

static uint64_t change(Variable *input, const Variable *output)
{
    uint64_t hash = 0;
    Constraint *edited = make(&edit, Strong, input, NULL, NULL, NULL);
    int steps = make_plan(edited);
    for (int i = 0; i < 100; i++)
    {
        input->value = i;
        for (int s = 0; s < steps; s++) plan[s]->methods->execute(plan[s]);
        hash = bench_mix(hash, output->value);
    }
    destroy(edited);
    return bench_mix(hash, steps);
}

int main(void)
{
    enum { N = 1000 };
    uint64_t hash = 0;
    bench_start();
    for (int r = 0; r < 80; r++)
    {
        variables_used = constraints_used = 0;
        Variable *first = variable(0), *last = first;
        for (int i = 0; i < N; i++)
        {
            Variable *next = variable(0);
            make(&equal, Required, last, next, NULL, NULL);
            last = next;
        }
        make(&stay, Normal, last, NULL, NULL, NULL);
        hash = bench_mix(hash, change(first, last));
        for (int i = 0; i < 40; i++)
        {
            Variable *scale = variable(10), *offset = variable(1000), *from = variable(i), *to = variable(i);
            make(&stay, Normal, from, NULL, NULL, NULL);
            make(&scaled, Required, from, to, scale, offset);
            hash = bench_mix(hash, change(from, to));
            hash = bench_mix(hash, change(to, from));
            hash = bench_mix(hash, change(scale, to));
        }
    }
    bench_end();
    bench_result(hash);
}
