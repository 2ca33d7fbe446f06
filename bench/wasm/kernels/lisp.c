// A small Lisp: its reader, an evaluator over lists with lexical environments, and a mark and sweep collector.
#include "bench.h"

typedef enum { Free, Pair, Integer, Symbol, Primitive, Closure } Kind;
typedef struct Object Object;
typedef Object *Function(Object *arguments);
struct Object { uint8_t kind, marked; union { struct { Object *head, *tail; } pair; int64_t integer; const char *name; Function *function; } u; };

enum { Heap = 60000, MaxRoots = 20000, MaxSymbols = 128 };

static Object heap[Heap], *unused, *roots[MaxRoots], *symbols[MaxSymbols], *global;
static Object nil_object = { Symbol, 1, { .name = "nil" } }, true_object = { Symbol, 1, { .name = "t" } };
static Object *const nil = &nil_object, *const truth = &true_object;
static int root_count, symbol_count, collections;
static const char *in;
static Object *quote, *if_, *define, *lambda, *let, *progn, *while_, *set;

static NOINLINE void mark(Object *o)
{
    for (; !o->marked; o = o->u.pair.tail)
    {
        o->marked = 1;
        if (o->kind != Pair && o->kind != Closure) return;
        mark(o->u.pair.head);
    }
}

static NOINLINE void collect(void)
{
    collections++;
    for (int i = 0; i < root_count; i++) mark(roots[i]);
    for (int i = 0; i < symbol_count; i++) mark(symbols[i]);
    mark(global);
    for (int i = Heap - 1; i >= 0; i--)
    {
        if (heap[i].marked) heap[i].marked = 0;
        else
        {
            heap[i].kind = Free;
            heap[i].u.pair.tail = unused;
            unused = &heap[i];
        }
    }
}

static Object *allocate(Kind kind)
{
    if (unused == NULL) collect();
    Object *o = unused;
    unused = o->u.pair.tail;
    o->kind = kind;
    return o;
}

static void protect(Object *o) { roots[root_count++] = o; }

static Object *cons(Object *head, Object *tail)
{
    if (unused == NULL)
    {
        protect(head), protect(tail);
        collect();
        root_count -= 2;
    }
    Object *o = allocate(Pair);
    o->u.pair.head = head;
    o->u.pair.tail = tail;
    return o;
}

static Object *integer(int64_t value)
{
    Object *o = allocate(Integer);
    o->u.integer = value;
    return o;
}

static inline Object *head(const Object *o) { return o->u.pair.head; }
static inline Object *tail(const Object *o) { return o->u.pair.tail; }

static Object *intern(const char *name, int length)
{
    if (length == 3 && memcmp(name, "nil", 3) == 0) return nil;
    if (length == 1 && *name == 't') return truth;
    for (int i = 0; i < symbol_count; i++)
        if (strncmp(symbols[i]->u.name, name, length) == 0 && (uint8_t)symbols[i]->u.name[length] <= ')') return symbols[i];
    Object *o = allocate(Symbol);
    o->u.name = name;
    return symbols[symbol_count++] = o;
}

static Object *read(void)
{
    while (*in == ' ' || *in == '\n') in++;
    if (*in == '(')
    {
        in++;
        int base = root_count;
        for (;;)
        {
            while (*in == ' ' || *in == '\n') in++;
            if (*in == ')') break;
            protect(read());
        }
        in++;
        Object *list = nil;
        for (int i = root_count - 1; i >= base; i--) list = cons(roots[i], list);
        root_count = base;
        return list;
    }
    const char *start = in;
    if (*in >= '0' && *in <= '9')
    {
        int64_t value = 0;
        while (*in >= '0' && *in <= '9') value = value * 10 + *in++ - '0';
        return integer(value);
    }
    while ((uint8_t)*in > ')') in++;
    return intern(start, in - start);
}

static Object *find(Object *environment, const Object *name)
{
    for (; environment != nil; environment = tail(environment))
        if (head(head(environment)) == name) return head(environment);
    for (Object *o = global; o != nil; o = tail(o))
        if (head(head(o)) == name) return head(o);
    return nil;
}

static NOINLINE Object *evaluate(Object *form, Object *environment)
{
    int base = root_count;
    Object *result = nil;
    protect(form), protect(environment);
    for (;;)
    {
        if (form->kind == Symbol)
        {
            result = form == nil || form == truth ? form : tail(find(environment, form));
            break;
        }
        if (form->kind != Pair)
        {
            result = form;
            break;
        }
        Object *operator = head(form), *rest = tail(form);
        if (operator == quote)
        {
            result = head(rest);
            break;
        }
        if (operator == if_)
        {
            form = evaluate(head(rest), environment) != nil ? head(tail(rest)) : tail(tail(rest)) != nil ? head(tail(tail(rest))) : nil;
            continue;
        }
        if (operator == lambda)
        {
            result = cons(environment, rest);
            result->kind = Closure;
            break;
        }
        if (operator == define)
        {
            Object *value = evaluate(head(tail(rest)), environment);
            protect(value);
            global = cons(cons(head(rest), value), global);
            break;
        }
        if (operator == set)
        {
            result = evaluate(head(tail(rest)), environment);
            find(environment, head(rest))->u.pair.tail = result;
            break;
        }
        if (operator == while_)
        {
            while (evaluate(head(rest), environment) != nil)
                for (Object *o = tail(rest); o != nil; o = tail(o)) evaluate(head(o), environment);
            break;
        }
        if (operator == progn)
        {
            for (; tail(rest) != nil; rest = tail(rest)) evaluate(head(rest), environment);
            form = head(rest);
            continue;
        }
        if (operator == let)
        {
            Object *value = evaluate(head(tail(head(rest))), environment);
            protect(value);
            environment = cons(cons(head(head(rest)), value), environment);
            protect(environment);
            form = head(tail(rest));
            continue;
        }
        Object *function = evaluate(operator, environment), *arguments = nil, *last = nil;
        protect(function);
        for (; rest != nil; rest = tail(rest))
        {
            Object *cell = cons(evaluate(head(rest), environment), nil);
            if (arguments == nil)
            {
                arguments = cell;
                protect(arguments);
            }
            else last->u.pair.tail = cell;
            last = cell;
        }
        if (function->kind == Primitive)
        {
            result = function->u.function(arguments);
            break;
        }
        environment = head(function);
        root_count = base + 2;
        protect(function), protect(arguments), protect(environment);
        for (Object *name = head(tail(function)); name != nil; name = tail(name), arguments = tail(arguments))
        {
            environment = cons(cons(head(name), head(arguments)), environment);
            roots[root_count - 1] = environment;
        }
        form = head(tail(tail(function)));
    }
    root_count = base;
    return result;
}

static Object *boolean(int value) { return value ? truth : nil; }
static int64_t first(const Object *arguments) { return head(arguments)->u.integer; }
static int64_t second(const Object *arguments) { return head(tail(arguments))->u.integer; }

static Object *add(Object *a) { return integer(first(a) + second(a)); }
static Object *subtract(Object *a) { return integer(first(a) - second(a)); }
static Object *multiply(Object *a) { return integer(first(a) * second(a)); }
static Object *remainder_of(Object *a) { return integer(first(a) % second(a)); }
static Object *less(Object *a) { return boolean(first(a) < second(a)); }
static Object *equal(Object *a) { return boolean(first(a) == second(a)); }
static Object *car(Object *a) { return head(head(a)); }
static Object *cdr(Object *a) { return tail(head(a)); }
static Object *make_pair(Object *a) { return cons(head(a), head(tail(a))); }
static Object *is_null(Object *a) { return boolean(head(a) == nil); }

static void add_primitive(const char *name, Function *function)
{
    Object *o = allocate(Primitive);
    o->u.function = function;
    global = cons(cons(intern(name, strlen(name)), o), global);
}

static int64_t run(const char *source)
{
    in = source;
    return evaluate(read(), nil)->u.integer;
}

int main(void)
{
    static const char *program[] = {
        "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))",
        "(define range (lambda (a b) (if (< a b) (cons a (range (+ a 1) b)) nil)))",
        "(define map (lambda (f l) (if (null l) nil (cons (f (car l)) (map f (cdr l))))))",
        "(define fold (lambda (f a l) (if (null l) a (fold f (f a (car l)) (cdr l)))))",
        "(define filter (lambda (f l) (if (null l) nil (if (f (car l)) (cons (car l) (filter f (cdr l))) (filter f (cdr l))))))",
        "(define append (lambda (a b) (if (null a) b (cons (car a) (append (cdr a) b)))))",
        "(define sort (lambda (l) (if (null l) nil (append (sort (filter (lambda (x) (< x (car l))) (cdr l))) (cons (car l) (sort (filter (lambda (x) (if (< x (car l)) nil t)) (cdr l))))))))",
        "(define noise (lambda (n) (map (lambda (x) (mod (* (+ x 7) 7919) 1009)) (range 0 n))))",
    };
    uint64_t hash = 0;
    global = nil;
    collect();
    quote = intern("quote", 5), if_ = intern("if", 2), define = intern("define", 6), lambda = intern("lambda", 6);
    let = intern("let", 3), progn = intern("progn", 5), while_ = intern("while", 5), set = intern("set", 3);
    add_primitive("+", add), add_primitive("-", subtract), add_primitive("*", multiply), add_primitive("mod", remainder_of);
    add_primitive("<", less), add_primitive("=", equal), add_primitive("car", car), add_primitive("cdr", cdr);
    add_primitive("cons", make_pair), add_primitive("null", is_null);
    for (int i = 0; i < COUNT(program); i++) run(program[i]);
    bench_start();
    hash = bench_mix(hash, run("(fib 22)"));
    hash = bench_mix(hash, run("(fold (lambda (a x) (mod (+ (* a 31) x) 1000003)) 0 (sort (noise 300)))"));
    hash = bench_mix(hash, run("(let (i 0) (let (s 0) (progn (while (< i 60000) (set s (+ s (* i i))) (set i (+ i 1))) s)))"));
    bench_end();
    bench_result(bench_mix(hash, collections));
}
