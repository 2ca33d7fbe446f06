// What small devices do: a list is searched, reversed and sorted, 16-bit matrices are multiplied, a state machine reads numbers, and a
// CRC joins the results (in the manner of CoreMark).
#include "bench.h"

typedef struct Item { struct Item *next; int16_t value, index; } Item;

enum { Items = 64, N = 10, Text = 600 };

static Item items[Items];
static int16_t a[N][N], b[N][N];
static int32_t c[N][N];
static char text[Text + 1];

static uint16_t crc16(uint16_t crc, uint16_t value)
{
    for (int i = 0; i < 16; i++, value >>= 1) crc = (crc ^ value) & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
    return crc;
}

static NOINLINE Item *reverse(Item *list)
{
    Item *result = NULL;
    while (list != NULL)
    {
        Item *next = list->next;
        list->next = result;
        result = list;
        list = next;
    }
    return result;
}

static NOINLINE Item *find(Item *list, int value)
{
    while (list != NULL && (list->value & 0xff) != value) list = list->next;
    return list;
}

static int by_value(const Item *x, const Item *y) { return x->value - y->value; }
static int by_index(const Item *x, const Item *y) { return x->index - y->index; }

static NOINLINE Item *merge_sort(Item *list, int (*compare)(const Item *, const Item *))
{
    for (int width = 1;; width *= 2)
    {
        Item *from = list, *tail = NULL;
        int merges = 0;
        for (list = NULL; from != NULL; merges++)
        {
            Item *other = from;
            int left = 0, right = width;
            while (left < width && other != NULL) left++, other = other->next;
            while (left > 0 || (right > 0 && other != NULL))
            {
                Item *item;
                if (left == 0) item = other, other = other->next, right--;
                else if (right == 0 || other == NULL || compare(from, other) <= 0) item = from, from = from->next, left--;
                else item = other, other = other->next, right--;
                if (tail != NULL) tail->next = item;
                else list = item;
                tail = item;
            }
            from = other;
        }
        tail->next = NULL;
        if (merges <= 1) return list;
    }
}

static NOINLINE uint16_t matrices(int16_t value, uint16_t crc)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] += value;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
        {
            int32_t sum = 0;
            for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    int32_t running = 0, previous = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
        {
            running += c[i][j] > previous ? 10 : (c[i][j] >> 2 & 15) * (c[i][j] >> 5 & 127);
            previous = c[i][j];
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] -= value;
    return crc16(crc, running);
}

typedef enum { Start, Invalid, Sign, Integer, Decimal, Exponent, ExponentSign, Scientific, States } State;

static NOINLINE State next_number(const char **at, int *visits)
{
    State state = Start;
    for (const char *p = *at; *p != 0; p++)
    {
        char ch = *p;
        int digit = ch >= '0' && ch <= '9', sign = ch == '+' || ch == '-';
        if (ch == ',')
        {
            *at = p + 1;
            return state;
        }
        switch (state)
        {
        case Start: state = digit ? Integer : sign ? Sign : ch == '.' ? Decimal : Invalid; break;
        case Sign: state = digit ? Integer : ch == '.' ? Decimal : Invalid; break;
        case Integer: if (!digit) state = ch == '.' ? Decimal : Invalid; break;
        case Decimal: if (!digit) state = (ch | 32) == 'e' ? Exponent : Invalid; break;
        case Exponent: state = sign ? ExponentSign : Invalid; break;
        case ExponentSign: state = digit ? Scientific : Invalid; break;
        case Scientific: if (!digit) state = Invalid; break;
        default: break;
        }
        visits[state]++;
        *at = p + 1;
    }
    return state;
}

int main(void)
{
    static const char *numbers[] = { "5012,", "1234,", "-874,", "+122,", "35.54400,", ".1234500,", "-110.700,", "+0.64400,", "5.500e+3,", "-.123e-2,", "-87e+832,", "+0.6e-12,", "T0.3e-1F,", "-T.T++Tq,", "1T3.4e4z," };
    uint16_t crc = 0;
    for (int i = 0; i < Items; i++) items[i] = (Item){ i + 1 < Items ? &items[i + 1] : NULL, bench_random(), i };
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] = bench_random() % 1000, b[i][j] = bench_random() % 1000;
    for (int n = 0; n < Text;)
        for (const char *s = numbers[bench_random() % COUNT(numbers)]; *s != 0 && n < Text;) text[n++] = *s++;
    Item *list = items;
    bench_start();
    for (int r = 0; r < 8000; r++)
    {
        int visits[States] = { 0 }, ends[States] = { 0 }, found = 0;
        list = reverse(list);
        for (int i = 0; i < 24; i++) found += find(list, (r + i * 11) & 255) != NULL;
        list = merge_sort(list, by_value);
        crc = crc16(crc, found + list->value);
        list = merge_sort(list, by_index);
        crc = matrices(r & 63, crc);
        for (const char *at = text; *at != 0;) ends[next_number(&at, visits)]++;
        for (int i = 0; i < States; i++) crc = crc16(crc, ends[i] + visits[i] * 7);
        items[r % Items].value ^= crc;
    }
    bench_end();
    bench_result(crc);
}
