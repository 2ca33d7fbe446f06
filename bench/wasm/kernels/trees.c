// Builds, walks and frees many complete binary trees from a free list (after the shootout's binary-trees).
#include "bench.h"

typedef struct Node { struct Node *left, *right; } Node;

static Node pool[1 << 19], *unused;
static int next_node;

static Node *allocate(void)
{
    if (unused == NULL) return &pool[next_node++];
    Node *node = unused;
    unused = node->left;
    return node;
}

static NOINLINE Node *build(int depth)
{
    Node *node = allocate();
    node->left = depth > 0 ? build(depth - 1) : NULL;
    node->right = depth > 0 ? build(depth - 1) : NULL;
    return node;
}

static NOINLINE int check(const Node *node) { return node->left == NULL ? 1 : 1 + check(node->left) + check(node->right); }

static NOINLINE void release(Node *node)
{
    if (node->left != NULL)
    {
        release(node->left);
        release(node->right);
    }
    node->left = unused;
    unused = node;
}

int main(void)
{
    enum { Deepest = 17 };
    uint64_t hash = 0;
    bench_start();
    Node *lasting = build(Deepest);
    for (int depth = 4; depth <= Deepest; depth += 3)
        for (int i = 0; i < 1 << (Deepest - depth + 4); i++)
        {
            Node *tree = build(depth);
            hash = bench_mix(hash, check(tree));
            release(tree);
        }
    hash = bench_mix(hash, check(lasting));
    bench_end();
    bench_result(hash);
}
