// Shortest paths with a binary heap (Dijkstra), a spanning tree with disjoint sets (Kruskal), strongly connected parts (Tarjan).
#include "bench.h"

enum { Nodes = 20000, Edges = 100000, Infinite = 1 << 30 };

typedef struct { int from, to, cost; } Edge;
typedef struct { int cost, node; } Entry;

static Edge edges[Edges], sorted[Edges];
static int first[Nodes + 1], costs[Nodes], parents[Nodes], order[Nodes], low[Nodes], stack[Nodes], path[Nodes], next_edge[Nodes], counts[1 << 16];
static uint8_t on_stack[Nodes];
static Entry heap[Edges + 1];

static NOINLINE uint64_t shortest(int source)
{
    int count = 0;
    uint64_t sum = 0;
    for (int i = 0; i < Nodes; i++) costs[i] = Infinite;
    costs[source] = 0;
    heap[count++] = (Entry){ 0, source };
    while (count > 0)
    {
        Entry best = heap[0], last = heap[--count];
        int at = 0;
        for (int child; (child = 2 * at + 1) < count; at = child)
        {
            if (child + 1 < count && heap[child + 1].cost < heap[child].cost) child++;
            if (last.cost <= heap[child].cost) break;
            heap[at] = heap[child];
        }
        heap[at] = last;
        if (best.cost > costs[best.node]) continue;
        sum += best.cost;
        for (int e = first[best.node]; e < first[best.node + 1]; e++)
        {
            int to = edges[e].to, cost = best.cost + edges[e].cost;
            if (cost >= costs[to]) continue;
            costs[to] = cost;
            at = count++;
            for (int parent; at > 0 && heap[parent = (at - 1) / 2].cost > cost; at = parent) heap[at] = heap[parent];
            heap[at] = (Entry){ cost, to };
        }
    }
    return sum;
}

static int root_of(int node)
{
    while (parents[node] != node) node = parents[node] = parents[parents[node]];
    return node;
}

static NOINLINE uint64_t spanning_tree(void)
{
    uint64_t total = 0;
    memset(counts, 0, sizeof(counts));
    for (int e = 0; e < Edges; e++) counts[edges[e].cost + 1]++;
    for (int i = 1; i < COUNT(counts); i++) counts[i] += counts[i - 1];
    for (int e = 0; e < Edges; e++) sorted[counts[edges[e].cost]++] = edges[e];
    for (int i = 0; i < Nodes; i++) parents[i] = i;
    for (int e = 0; e < Edges; e++)
    {
        int a = root_of(sorted[e].from), b = root_of(sorted[e].to);
        if (a == b) continue;
        parents[a] = b;
        total += sorted[e].cost;
    }
    return total;
}

static NOINLINE int components(void)
{
    int time = 0, depth = 0, found = 0;
    memset(order, 0, sizeof(order));
    memset(on_stack, 0, sizeof(on_stack));
    for (int start = 0; start < Nodes; start++)
    {
        if (order[start] != 0) continue;
        int steps = 0;
        path[steps++] = start;
        while (steps > 0)
        {
            int node = path[steps - 1];
            if (order[node] == 0)
            {
                order[node] = low[node] = ++time;
                stack[depth++] = node;
                on_stack[node] = 1;
                next_edge[node] = first[node];
            }
            if (next_edge[node] < first[node + 1])
            {
                int to = edges[next_edge[node]].to;
                if (order[to] == 0)
                {
                    path[steps++] = to;
                    continue;
                }
                if (on_stack[to] && low[to] < low[node]) low[node] = low[to];
                next_edge[node]++;
                continue;
            }
            if (low[node] == order[node])
            {
                found++;
                int member;
                do
                {
                    member = stack[--depth];
                    on_stack[member] = 0;
                } while (member != node);
            }
            steps--;
        }
    }
    return found;
}

int main(void)
{
    uint64_t hash = 0;
    for (int e = 0; e < Edges; e++) edges[e] = (Edge){ (int64_t)e * Nodes / Edges, bench_random() % Nodes, 1 + bench_random() % 60000 };
    for (int e = 0; e < Edges; e++) first[edges[e].from + 1] = e + 1;
    bench_start();
    for (int r = 0; r < 6; r++)
    {
        hash = bench_mix(hash, shortest(r));
        hash = bench_mix(hash, spanning_tree());
        hash = bench_mix(hash, components());
        for (int e = 0; e < Edges; e++) edges[e].cost = (edges[e].cost * 7 + r) % 60000;
    }
    bench_end();
    bench_result(hash);
}
