// SPDX-License-Identifier: GPL-2.0
/* A BPF object whose programs exist as tp_btf and as raw_tp. */
#include <errno.h>
#include <linux/membarrier.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf_set.h"
#include "bpf_why.h"
#include "exit_codes.h"

/* Records per bpf_set_consume(): some milliseconds of work. */
#define CONSUME_MAX	256
/*
 * And after how many of them the ring buffer is emptied again. The smallest useful one
 * has room for some hundred.
 */
#define HAND_OVER_MAX	32
/* Some ten thousand records; aptrace has less than 10 MB in RAM with all of it. */
#define QUEUE_BYTES	(2U << 20)

static bool libbpf_talks;

static int log_libbpf(enum libbpf_print_level level, const char *format,
		      va_list args)
{
	if (!libbpf_talks || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

void bpf_set_verbose(bool verbose)
{
	libbpf_talks = verbose;
	libbpf_set_print(log_libbpf);
}

uint32_t bpf_set_ring_bytes(uint32_t bytes)
{
	uint32_t rounded = (uint32_t)sysconf(_SC_PAGESIZE);

	while (rounded < bytes && rounded < 1U << 31)
		rounded *= 2;
	return rounded;
}

static unsigned int choose_programs(struct bpf_object *object,
				    enum collector_attach attach)
{
	const char *prefix = attach == COLLECTOR_ATTACH_TP_BTF ? "btf_" : "raw_";
	struct bpf_program *program;
	unsigned int chosen = 0;

	bpf_object__for_each_program(program, object) {
		bool use = !strncmp(bpf_program__name(program), prefix,
				    strlen(prefix));

		bpf_program__set_autoload(program, use);
		chosen += use;
	}
	return chosen;
}

/* Why it failed, in words that say what to do. */
static int explain(int err, const char *stage, const struct bpf_set_ops *ops,
		   enum collector_attach attach, char *why)
{
	if (err == -EPERM || err == -EACCES) {
		snprintf(why, COLLECTOR_WHY_BYTES,
			 "the kernel does not let this user %s BPF programs (%s): run as root, or with CAP_BPF and CAP_PERFMON",
			 stage, strerror(-err));
		return EXIT_PREREQUISITE;
	}
	if (err == -ENOENT || err == -ESRCH) {
		/* The other kind would have found them, if they are there. */
		if (attach != COLLECTOR_ATTACH_TP_BTF ||
		    !bpf_why_no_btf("", ops->module, why, COLLECTOR_WHY_BYTES))
			ops->why_missing(why);
		return EXIT_PREREQUISITE;
	}
	if (err == -ENOSYS || err == -EOPNOTSUPP) {
		snprintf(why, COLLECTOR_WHY_BYTES,
			 "this kernel has no BPF (%s): CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS are needed",
			 strerror(-err));
		return EXIT_PREREQUISITE;
	}
	snprintf(why, COLLECTOR_WHY_BYTES,
		 "cannot %s the BPF programs: %s; --verbose shows what libbpf says",
		 stage, strerror(-err));
	return EXIT_RUNTIME;
}

bool bpf_set_attach(struct bpf_set *set, const struct bpf_set_ops *ops,
		    void *context, enum collector_attach attach, char *why,
		    int *exit_code)
{
	struct bpf_object_skeleton *skeleton;
	const char *stage = "open";
	int err;

	err = ops->open(context);
	if (err)
		goto fail;
	skeleton = ops->skeleton(context);
	set->tracepoints = choose_programs(*skeleton->obj, attach);
	stage = "load";
	err = bpf_object__load_skeleton(skeleton);
	if (err)
		goto fail;
	stage = "attach";
	err = bpf_object__attach_skeleton(skeleton);
	if (err)
		goto fail;
	set->attached = attach;
	return true;
fail:
	ops->close(context);
	*exit_code = explain(err, stage, ops, attach, why);
	return false;
}

/* The oldest record that waits, if there is one */
static bool hand_over(struct bpf_set *set)
{
	const void *data;
	size_t bytes;

	data = record_queue_first(&set->queue, &bytes);
	if (!data)
		return false;
	set->take(set->context, data, bytes);
	record_queue_pop(&set->queue);
	set->budget -= set->budget > 0;
	return true;
}

/*
 * What takes a record prints it, and that takes longer than the driver needs to make one:
 * it is only put aside here, so that there is room in the ring buffer again.
 */
static int put_aside(void *context, void *data, size_t bytes)
{
	struct bpf_set *set = context;
	void *place;

	do {
		place = record_queue_push(&set->queue, bytes);
	} while (!place && hand_over(set));
	if (place)
		memcpy(place, data, bytes);
	else
		set->take(set->context, data, bytes);
	/* An error stops ring_buffer__consume(); the record is used up. */
	return set->budget ? 0 : -EAGAIN;
}

bool bpf_set_listen(struct bpf_set *set, const struct bpf_map *details,
		    bpf_set_record_fn take, void *context, char *why,
		    int *exit_code)
{
	set->take = take;
	set->context = context;
	set->ring = ring_buffer__new(bpf_map__fd(details), put_aside, set, NULL);
	if (set->ring) {
		record_queue_init(&set->queue, QUEUE_BYTES);
		return true;
	}
	snprintf(why, COLLECTOR_WHY_BYTES, "cannot map the ring buffer: %s",
		 strerror(errno));
	*exit_code = EXIT_RUNTIME;
	return false;
}

int bpf_set_fd(const struct bpf_set *set)
{
	return ring_buffer__epoll_fd(set->ring);
}

bool bpf_set_consume(struct bpf_set *set)
{
	unsigned int turn;

	set->budget = CONSUME_MAX;
	/* Nothing is left only if there was nothing in the ring after the last one. */
	for (;;) {
		ring_buffer__consume(set->ring);
		if (!set->budget || record_queue_is_empty(&set->queue))
			return !set->budget;
		for (turn = 0; turn < HAND_OVER_MAX && set->budget; turn++)
			if (!hand_over(set))
				break;
	}
}

void bpf_set_disarm(volatile uint32_t *armed)
{
	/* Callers say so at each turn that is left; waiting takes long, and once is enough. */
	if (!*armed)
		return;
	*armed = 0;
	/*
	 * A program that is running has seen it armed; wait until all have ended. Where
	 * there is no such call they have, by the time that the caller has got further.
	 */
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void bpf_set_free(struct bpf_set *set)
{
	ring_buffer__free(set->ring);
	record_queue_free(&set->queue);
}

const char *bpf_set_name(const struct bpf_set *set)
{
	return set->attached == COLLECTOR_ATTACH_TP_BTF ? "tp_btf" : "raw_tp";
}

uint64_t bpf_set_recursion_misses(struct bpf_object *object)
{
	struct bpf_program *program;
	uint64_t misses = 0;

	bpf_object__for_each_program(program, object) {
		struct bpf_prog_info info = { 0 };
		__u32 bytes = sizeof(info);

		if (bpf_program__fd(program) < 0 ||
		    bpf_obj_get_info_by_fd(bpf_program__fd(program), &info,
					   &bytes))
			continue;
		misses += info.recursion_misses;
	}
	return misses;
}
