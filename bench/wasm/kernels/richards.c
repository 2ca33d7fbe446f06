// A small operating system's scheduler: tasks of four kinds, called through function pointers, pass packets to one another
// (a benchmark of Martin Richards' design, written anew).
#include "bench.h"

enum { Idle = 1, Worker, HandlerA, HandlerB, DeviceA, DeviceB, Tasks };
enum { KindDevice, KindWork };
enum { Pending = 1, Waiting = 2, Held = 4 };
enum { Data = 4 };

typedef struct Packet { struct Packet *link; int id, kind, value; uint8_t data[Data]; } Packet;
typedef struct Task Task;
typedef Task *Function(Task *task, Packet *packet);
struct Task { Task *link; int id, priority, state; Packet *queue; Function *function; uint32_t a; Packet *work, *device; };

static Task tasks[Tasks], *task_list;
static Packet packets[16];
static int packets_used, holds, queued;
static int countdown;

static void append(Packet *packet, Packet **list)
{
    packet->link = NULL;
    while (*list != NULL) list = &(*list)->link;
    *list = packet;
}

static Task *ready(Task *task, Task *other) { return other->priority > task->priority ? other : task; }

static NOINLINE Task *send(Task *from, Packet *packet)
{
    Task *to = &tasks[packet->id];
    queued++;
    packet->id = from->id;
    if (to->queue != NULL)
    {
        append(packet, &to->queue);
        return from;
    }
    append(packet, &to->queue);
    to->state |= Pending;
    return ready(from, to);
}

static Task *wait(Task *task)
{
    task->state |= Waiting;
    return task;
}

static Task *hold(Task *task)
{
    holds++;
    task->state |= Held;
    return task->link;
}

static Task *release(Task *task, int id)
{
    tasks[id].state &= ~Held;
    return ready(task, &tasks[id]);
}

static Task *run_idle(Task *task, Packet *packet)
{
    if (--countdown == 0) return hold(task);
    if ((task->a & 1) == 0)
    {
        task->a >>= 1;
        return release(task, DeviceA);
    }
    task->a = task->a >> 1 ^ 0xd008;
    return release(task, DeviceB);
}

static Task *run_worker(Task *task, Packet *packet)
{
    if (packet == NULL) return wait(task);
    packet->id = tasks[Worker].work == NULL ? HandlerA : HandlerB;
    tasks[Worker].work = tasks[Worker].work == NULL ? packet : NULL;
    packet->value = 0;
    for (int i = 0; i < Data; i++)
    {
        if (++task->a > 26) task->a = 1;
        packet->data[i] = 'A' + task->a - 1;
    }
    return send(task, packet);
}

static Task *run_handler(Task *task, Packet *packet)
{
    if (packet != NULL) append(packet, packet->kind == KindWork ? &task->work : &task->device);
    if (task->work == NULL) return wait(task);
    Packet *work = task->work;
    if (work->value >= Data)
    {
        task->work = work->link;
        return send(task, work);
    }
    if (task->device == NULL) return wait(task);
    Packet *device = task->device;
    task->device = device->link;
    device->value = work->data[work->value++];
    return send(task, device);
}

static Task *run_device(Task *task, Packet *packet)
{
    if (packet == NULL)
    {
        if (task->work == NULL) return wait(task);
        packet = task->work;
        task->work = NULL;
        return send(task, packet);
    }
    task->work = packet;
    return hold(task);
}

static void add_packet(int to, int id, int kind)
{
    Packet *packet = &packets[packets_used++];
    *packet = (Packet){ NULL, id, kind, 0, { 0 } };
    append(packet, &tasks[to].queue);
}

static void add_task(int id, int priority, int state, Function *function, uint32_t a)
{
    tasks[id] = (Task){ task_list, id, priority, state | (tasks[id].queue != NULL ? Pending : 0), tasks[id].queue, function, a, NULL, NULL };
    task_list = &tasks[id];
}

static NOINLINE void schedule(void)
{
    for (Task *task = task_list; task != NULL;)
    {
        Packet *packet = NULL;
        if ((task->state & Held) != 0 || task->state == Waiting)
        {
            task = task->link;
            continue;
        }
        if (task->state == (Waiting | Pending))
        {
            packet = task->queue;
            task->queue = packet->link;
            task->state = task->queue == NULL ? 0 : Pending;
        }
        task = task->function(task, packet);
    }
}

int main(void)
{
    uint64_t hash = 0;
    bench_start();
    for (int r = 0; r < 200; r++)
    {
        memset(tasks, 0, sizeof(tasks));
        task_list = NULL;
        packets_used = holds = queued = 0;
        countdown = 10000;
        for (int i = 0; i < 2; i++) add_packet(Worker, HandlerA, KindWork);
        for (int i = 0; i < 3; i++) add_packet(HandlerA, DeviceA, KindDevice);
        for (int i = 0; i < 3; i++) add_packet(HandlerB, DeviceB, KindDevice);
        add_task(Idle, 0, 0, run_idle, 1);
        add_task(Worker, 1000, Waiting, run_worker, 0);
        add_task(HandlerA, 2000, Waiting, run_handler, 0);
        add_task(HandlerB, 3000, Waiting, run_handler, 0);
        add_task(DeviceA, 4000, Waiting, run_device, 0);
        add_task(DeviceB, 5000, Waiting, run_device, 0);
        schedule();
        hash = bench_mix(hash, (uint64_t)queued << 32 | holds);
    }
    bench_end();
    bench_result(hash);
}
