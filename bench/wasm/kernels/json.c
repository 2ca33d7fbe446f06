// Parses JSON into a tree, changes it, and prints it again: strings with escapes, numbers, objects looked up by name.
#include "bench.h"

typedef enum { Null, False, True, Number, String, Array, Object } Kind;
typedef struct Value Value;
struct Value { Kind kind; int length; Value *next, *first; const char *name; int name_length; union { double number; const char *text; } u; };

enum { Size = 1 << 19 };

static char source[Size], strings[Size], printed[2 * Size];
static Value values[Size / 8];
static int values_used;
static char *strings_end, *out;
static const char *in;

static void skip_space(void)
{
    while (*in == ' ' || *in == '\n' || *in == '\t' || *in == '\r') in++;
}

static const char *parse_string(int *length)
{
    char *start = strings_end, *to = start;
    for (in++; *in != '"';)
    {
        if (*in != '\\')
        {
            *to++ = *in++;
            continue;
        }
        in++;
        switch (*in++)
        {
        case 'n': *to++ = '\n'; break;
        case 't': *to++ = '\t'; break;
        case 'u':
        {
            uint32_t c = 0;
            for (int i = 0; i < 4; i++, in++) c = c * 16 + (*in <= '9' ? *in - '0' : (*in | 32) - 'a' + 10);
            if (c < 0x80) *to++ = c;
            else if (c < 0x800) *to++ = 0xc0 | c >> 6, *to++ = 0x80 | (c & 63);
            else *to++ = 0xe0 | c >> 12, *to++ = 0x80 | (c >> 6 & 63), *to++ = 0x80 | (c & 63);
            break;
        }
        default: *to++ = in[-1];
        }
    }
    in++;
    strings_end = to;
    *length = to - start;
    return start;
}

static double parse_number(void)
{
    int negative = *in == '-', scale = 0;
    int64_t mantissa = 0;
    for (in += negative; *in >= '0' && *in <= '9'; in++) mantissa = mantissa * 10 + *in - '0';
    if (*in == '.')
        for (in++; *in >= '0' && *in <= '9'; in++, scale++) mantissa = mantissa * 10 + *in - '0';
    double value = mantissa;
    for (; scale > 0; scale--) value /= 10;
    return negative ? -value : value;
}

static NOINLINE Value *parse(void)
{
    Value *value = &values[values_used++];
    *value = (Value){ 0 };
    skip_space();
    switch (*in)
    {
    case 'n': in += 4; break;
    case 'f': value->kind = False, in += 5; break;
    case 't': value->kind = True, in += 4; break;
    case '"': value->kind = String, value->u.text = parse_string(&value->length); break;
    case '[':
    case '{':
    {
        Value **last = &value->first;
        value->kind = *in == '[' ? Array : Object;
        for (in++, skip_space(); *in != ']' && *in != '}'; skip_space())
        {
            int length = 0;
            const char *name = NULL;
            if (value->kind == Object)
            {
                name = parse_string(&length);
                skip_space();
                in++;
            }
            Value *element = parse();
            element->name = name;
            element->name_length = length;
            *last = element;
            last = &element->next;
            value->length++;
            skip_space();
            if (*in == ',') in++;
            skip_space();
        }
        in++;
        break;
    }
    default: value->kind = Number, value->u.number = parse_number();
    }
    return value;
}

static Value *get(const Value *object, const char *name)
{
    int length = strlen(name);
    for (Value *v = object->first; v != NULL; v = v->next)
        if (v->name_length == length && memcmp(v->name, name, length) == 0) return v;
    return NULL;
}

static void print_text(const char *text)
{
    while (*text != 0) *out++ = *text++;
}

static void print_string(const char *text, int length)
{
    *out++ = '"';
    for (int i = 0; i < length; i++)
    {
        uint8_t c = text[i];
        if (c == '"' || c == '\\') *out++ = '\\', *out++ = c;
        else if (c == '\n') print_text("\\n");
        else if (c < 32) print_text("\\u00"), *out++ = '0' + (c >> 4), *out++ = "0123456789abcdef"[c & 15];
        else *out++ = c;
    }
    *out++ = '"';
}

static void print_number(double number)
{
    char digits[24];
    int n = 0;
    if (number < 0) *out++ = '-', number = -number;
    uint64_t thousandths = (uint64_t)(number * 1000 + 0.5), whole = thousandths / 1000, fraction = thousandths % 1000;
    do digits[n++] = '0' + whole % 10;
    while ((whole /= 10) != 0);
    while (n > 0) *out++ = digits[--n];
    if (fraction != 0) *out++ = '.', *out++ = '0' + fraction / 100, *out++ = '0' + fraction / 10 % 10, *out++ = '0' + fraction % 10;
}

static NOINLINE void print(const Value *value)
{
    switch (value->kind)
    {
    case Null: print_text("null"); break;
    case False: print_text("false"); break;
    case True: print_text("true"); break;
    case Number: print_number(value->u.number); break;
    case String: print_string(value->u.text, value->length); break;
    default:
        *out++ = value->kind == Array ? '[' : '{';
        for (const Value *v = value->first; v != NULL; v = v->next)
        {
            if (value->kind == Object)
            {
                print_string(v->name, v->name_length);
                *out++ = ':';
            }
            print(v);
            if (v->next != NULL) *out++ = ',';
        }
        *out++ = value->kind == Array ? ']' : '}';
    }
}

static void make_source(void)
{
    static const char *names[] = { "Anna", "Bo\\u00e9me", "Cl\\\"aude", "D\\u20ac", "Eve\\n" };
    out = source;
    *out++ = '[';
    while (out < source + Size - 400)
    {
        if (out[-1] == '}') print_text(",\n  ");
        print_text("{ \"id\": ");
        print_number(bench_random() % 100000);
        print_text(", \"name\": \"");
        print_text(names[bench_random() % COUNT(names)]);
        print_text("\", \"price\": ");
        print_number(bench_random() % 10000000 / 1000.0 - 5000);
        print_text(", \"tags\": [\"red\", \"green\", \"blue\"], \"active\": ");
        print_text(bench_random() % 2 ? "true" : "false");
        print_text(", \"owner\": { \"group\": null, \"rights\": [1, 2, ");
        print_number(bench_random() % 8);
        print_text("] } }");
    }
    print_text("]");
}

int main(void)
{
    uint64_t hash = 0;
    make_source();
    bench_start();
    for (int r = 0; r < 16; r++)
    {
        in = source;
        values_used = 0;
        strings_end = strings;
        Value *root = parse();
        double total = 0;
        for (Value *item = root->first; item != NULL; item = item->next)
        {
            if (get(item, "active")->kind == True) total += get(item, "price")->u.number;
            get(item, "id")->u.number += get(get(item, "owner"), "rights")->length + r;
        }
        out = printed;
        print(root);
        hash = bench_mix_double(bench_mix(hash, out - printed), total);
    }
    bench_end();
    bench_result(bench_mix_bytes(hash, printed, out - printed));
}
