// Turns Markdown into HTML: headings, paragraphs, lists, quotations, code, emphasis, links, escaping.
#include "bench.h"

enum { Size = 1 << 19 };

static char source[Size + 1], html[4 * Size];
static char *out;

static void put(const char *text)
{
    while (*text != 0) *out++ = *text++;
}

static void put_escaped(const char *from, const char *end)
{
    for (; from < end; from++)
        switch (*from)
        {
        case '&': put("&amp;"); break;
        case '<': put("&lt;"); break;
        case '>': put("&gt;"); break;
        case '"': put("&quot;"); break;
        default: *out++ = *from;
        }
}

static const char *find(const char *from, const char *end, const char *mark, int length)
{
    for (; from + length <= end; from++)
        if (memcmp(from, mark, length) == 0) return from;
    return NULL;
}

static NOINLINE void put_inline(const char *at, const char *end)
{
    const char *plain = at;
    while (at < end)
    {
        const char *close = NULL, *tag = NULL;
        int length = 1;
        if (*at == '\\' && at + 1 < end)
        {
            put_escaped(plain, at);
            plain = at + 1;
            at += 2;
            continue;
        }
        if (*at == '`') tag = "code";
        else if (*at == '*' || *at == '_')
        {
            length = at + 1 < end && at[1] == *at ? 2 : 1;
            tag = length == 2 ? "strong" : "em";
        }
        if (tag != NULL) close = find(at + length, end, at, length);
        if (close != NULL)
        {
            put_escaped(plain, at);
            *out++ = '<', put(tag), *out++ = '>';
            if (*at == '`') put_escaped(at + 1, close);
            else put_inline(at + length, close);
            put("</"), put(tag), *out++ = '>';
            at = plain = close + length;
            continue;
        }
        if (*at == '[')
        {
            const char *middle = find(at, end, "](", 2), *last = middle == NULL ? NULL : find(middle, end, ")", 1);
            if (last != NULL)
            {
                put_escaped(plain, at);
                put("<a href=\""), put_escaped(middle + 2, last), put("\">"), put_inline(at + 1, middle), put("</a>");
                at = plain = last + 1;
                continue;
            }
        }
        at++;
    }
    put_escaped(plain, end);
}

typedef enum { None, Paragraph, List, Quote, Code } Block;

static void close_block(Block block)
{
    static const char *const ends[] = { "", "</p>\n", "</ul>\n", "</p></blockquote>\n", "</code></pre>\n" };
    put(ends[block]);
}

static NOINLINE void convert(const char *at)
{
    Block block = None;
    while (*at != 0)
    {
        const char *end = at;
        while (*end != 0 && *end != '\n') end++;
        const char *line = at;
        at = *end == 0 ? end : end + 1;
        Block kind = line == end ? None : memcmp(line, "    ", 4) == 0 ? Code : *line == '>' ? Quote : (*line == '-' || *line == '*') && line[1] == ' ' ? List : Paragraph;
        int level = 0;
        while (line[level] == '#') level++;
        if (level > 0) kind = None;
        if (kind != block)
        {
            static const char *const starts[] = { "", "<p>", "<ul>\n", "<blockquote><p>", "<pre><code>" };
            close_block(block);
            put(starts[kind]);
            block = kind;
        }
        switch (kind)
        {
        case None:
            if (level == 0) break;
            while (line[level] == ' ') level++;
            *out++ = '<', *out++ = 'h', *out++ = '0' + (level > 6 ? 6 : level), *out++ = '>';
            put_inline(line + level, end);
            put("</h>\n");
            break;
        case Code: put_escaped(line + 4, end), *out++ = '\n'; break;
        case Quote: put_inline(line + 1, end), *out++ = '\n'; break;
        case List: put("<li>"), put_inline(line + 2, end), put("</li>\n"); break;
        case Paragraph: put_inline(line, end), *out++ = '\n'; break;
        }
    }
    close_block(block);
}

int main(void)
{
    static const char *pieces[] = { "plain words ", "and more & more ", "*emphasis* ", "**strong _both_ ** ", "`code < here` ", "[a link](http://example.com/?a=1&b=2) ", "escaped \\* star ",
        "unfinished * star ", "long text that goes on for quite a while without any mark, as most text does, and has <tags> in it ", "quoted \"text\" " };
    static const char *starts[] = { "\n", "\n\n# Heading ", "\n\n## Second ", "\n- item ", "\n- item ", "\n\n> quoted ", "\n\n    code ", "\n\nParagraph ", "\n", "\n\n" };
    out = source;
    while (out < source + Size - 1200)
    {
        put(starts[bench_random() % COUNT(starts)]);
        for (int i = bench_random() % 8; i >= 0; i--) put(pieces[bench_random() % COUNT(pieces)]);
    }
    uint64_t hash = 0;
    bench_start();
    for (int r = 0; r < 12; r++)
    {
        out = html;
        convert(source);
        hash = bench_mix(hash, out - html);
    }
    bench_end();
    bench_result(bench_mix_bytes(hash, html, out - html));
}
