// Ray tracing of spheres and planes through a table of methods, with shadows and reflections.
#include "bench.h"

typedef struct { double x, y, z; } Vector;
typedef struct Shape Shape;
typedef struct { double (*hit)(const Shape *, Vector, Vector); Vector (*normal)(const Shape *, Vector); Vector (*color)(const Shape *, Vector); } Methods;
struct Shape { const Methods *methods; Vector at, tint; double radius, mirror; };

enum { W = 240, H = 180 };

static Shape shapes[32];
static int shape_count;
static const Vector light = { -6, 9, -8 };

static inline Vector plus(Vector a, Vector b) { return (Vector){ a.x + b.x, a.y + b.y, a.z + b.z }; }
static inline Vector minus(Vector a, Vector b) { return (Vector){ a.x - b.x, a.y - b.y, a.z - b.z }; }
static inline Vector scale(Vector a, double f) { return (Vector){ a.x * f, a.y * f, a.z * f }; }
static inline double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static inline Vector unit(Vector a) { return scale(a, 1 / sqrt(dot(a, a))); }

static double hit_sphere(const Shape *s, Vector from, Vector direction)
{
    Vector to = minus(s->at, from);
    double along = dot(to, direction), rest = s->radius * s->radius - dot(to, to) + along * along;
    if (rest < 0) return -1;
    double root = sqrt(rest);
    return along - root > 1e-6 ? along - root : along + root;
}

static Vector normal_sphere(const Shape *s, Vector at) { return unit(minus(at, s->at)); }
static Vector color_sphere(const Shape *s, Vector at) { return s->tint; }

static double hit_plane(const Shape *s, Vector from, Vector direction) { return direction.y > -1e-9 && direction.y < 1e-9 ? -1 : (s->at.y - from.y) / direction.y; }
static Vector normal_plane(const Shape *s, Vector at) { return (Vector){ 0, 1, 0 }; }
static Vector color_plane(const Shape *s, Vector at) { return ((int)floor(at.x) + (int)floor(at.z)) & 1 ? s->tint : (Vector){ 0.1, 0.1, 0.1 }; }

static const Methods sphere = { hit_sphere, normal_sphere, color_sphere }, plane = { hit_plane, normal_plane, color_plane };

static NOINLINE const Shape *nearest(Vector from, Vector direction, double *distance)
{
    const Shape *best = NULL;
    for (int i = 0; i < shape_count; i++)
    {
        double d = shapes[i].methods->hit(&shapes[i], from, direction);
        if (d <= 1e-6 || d >= *distance) continue;
        *distance = d;
        best = &shapes[i];
    }
    return best;
}

static NOINLINE Vector trace(Vector from, Vector direction, int depth)
{
    double distance = 1e30, to_light = 1;
    const Shape *shape = nearest(from, direction, &distance);
    if (shape == NULL) return scale((Vector){ 0.4, 0.5, 0.9 }, 0.6 + 0.4 * fabs(direction.y));
    Vector at = plus(from, scale(direction, distance)), normal = shape->methods->normal(shape, at), color = shape->methods->color(shape, at), toward = minus(light, at);
    double lit = dot(normal, unit(toward));
    if (lit < 0 || nearest(at, toward, &to_light) != NULL) lit = 0;
    Vector result = scale(color, 0.2 + 0.8 * lit);
    if (depth > 0 && shape->mirror > 0)
    {
        Vector reflected = minus(direction, scale(normal, 2 * dot(normal, direction)));
        result = plus(scale(result, 1 - shape->mirror), scale(trace(at, reflected, depth - 1), shape->mirror));
    }
    return result;
}

int main(void)
{
    uint64_t hash = 0;
    shapes[shape_count++] = (Shape){ &plane, { 0, -1.5, 0 }, { 0.9, 0.9, 0.8 }, 0, 0.2 };
    for (int i = 0; i < 20; i++)
        shapes[shape_count++] = (Shape){ &sphere, { bench_random() % 800 / 100.0 - 4, bench_random() % 300 / 100.0 - 1, bench_random() % 600 / 100.0 },
            { bench_random() % 100 / 100.0, bench_random() % 100 / 100.0, bench_random() % 100 / 100.0 }, 0.3 + bench_random() % 50 / 100.0, i % 3 * 0.3 };
    bench_start();
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
        {
            Vector color = { 0, 0, 0 };
            for (int sample = 0; sample < 3; sample++)
                color = plus(color, trace((Vector){ 0, 0.5, -7 }, unit((Vector){ (x + sample / 3.0 - W / 2.0) / H, (H / 2.0 - y) / H, 1 }), 4));
            hash = bench_mix(hash, (int)(color.x * 85) << 16 | (int)(color.y * 85) << 8 | (int)(color.z * 85));
        }
    bench_end();
    bench_result(hash);
}
