/* threads.c: what takes two threads, each on a CPU of its own: the kill of a running guest, and machines handed out of a pool. */
#include "operations.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void use_cpu(int index)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(index % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
    sched_setaffinity(0, sizeof set, &set); /* refused where the container has other CPUs: the kernel then chooses */
}

/* ---- Kill: immediate_exit, tgkill with a signal whose handler does nothing; measured to KVM_RUN's return ---- */

static struct {
    struct machine machine;
    atomic_int round, done;
    _Atomic pid_t thread;
    u64 returned;
    int rounds;
} kill_state;

static void nothing(int signal) { (void)signal; }

static void *run_guest(void *unused)
{
    (void)unused;
    use_cpu(1);
    kill_state.thread = syscall(SYS_gettid);
    for (int round = 1; round <= kill_state.rounds; round++) {
        enter(&kill_state.machine, CALL_ENTRY, CODE_LOOP, 0);
        kill_state.round = round;
        while (ioctl(kill_state.machine.vcpu, KVM_RUN, 0) == 0 || errno != EINTR || !kill_state.machine.run->immediate_exit) { }
        kill_state.returned = now();
        kill_state.machine.run->immediate_exit = 0;
        kill_state.done = round;
    }
    return NULL;
}

static void measure_kill(u64 *durations, int count)
{
    sigaction(SIGRTMIN + 6, &(struct sigaction){ .sa_handler = nothing }, NULL);
    open_machine(&kill_state.machine, image_fd);
    kill_state.round = kill_state.done = 0;
    kill_state.rounds = count;
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_guest, NULL)) die("pthread_create");
    for (int round = 1; round <= count; round++) {
        while (kill_state.round != round) { }
        usleep(200); /* the guest is running */
        u64 start = now();
        kill_state.machine.run->immediate_exit = 1;
        syscall(SYS_tgkill, getpid(), kill_state.thread, SIGRTMIN + 6);
        while (kill_state.done != round) sched_yield();
        durations[round - 1] = kill_state.returned - start;
    }
    pthread_join(thread, NULL);
    close_machine(&kill_state.machine);
}

/* ---- Pool: a mutex and a stack of two machines; take one, call it, bring its pages back, put it there again ---- */

static struct {
    pthread_mutex_t lock;
    struct machine *free[2], machines[2];
    int free_count, rounds;
    u64 *durations;
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void *use_pool(void *index)
{
    use_cpu((int)(intptr_t)index);
    u64 *durations = pool.durations + (intptr_t)index * pool.rounds;
    for (int i = 0; i < pool.rounds; i++) {
        u64 start = now();
        pthread_mutex_lock(&pool.lock);
        struct machine *m = pool.free[--pool.free_count];
        pthread_mutex_unlock(&pool.lock);
        recycle(m, 0);
        pthread_mutex_lock(&pool.lock);
        pool.free[pool.free_count++] = m;
        pthread_mutex_unlock(&pool.lock);
        durations[i] = now() - start;
    }
    return NULL;
}

static void measure_pool(u64 *durations, int count)
{
    for (int i = 0; i < 2; i++) open_machine(pool.free[i] = &pool.machines[i], image_fd);
    pool.free_count = 2;
    pool.rounds = count / 2;
    pool.durations = durations;
    pthread_t threads[2];
    for (intptr_t i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, use_pool, (void *)i)) die("pthread_create");
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) close_machine(&pool.machines[i]);
}

const struct timed_operation thread_operations[] = { { "kill", measure_kill }, { "pool", measure_pool }, { 0 } };
