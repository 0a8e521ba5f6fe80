/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A BPF object whose programs exist twice, as tp_btf (named btf_...) and as raw_tp
 * (raw_...): choosing one set, loading, attaching, saying why it cannot be done,
 * and reading its ring buffer. Only the collectors know this file.
 */
#ifndef APTRACE_BPF_SET_H
#define APTRACE_BPF_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record_queue.h"

/**
 * enum collector_attach - a set of programs; both see the same
 * @COLLECTOR_ATTACH_RAW_TP: needs CAP_BPF and CAP_PERFMON, and no BTF
 * @COLLECTOR_ATTACH_TP_BTF: for it libbpf reads the BTF of the whole kernel, which is
 *	half of the time to start and more memory than all the rest
 */
enum collector_attach {
	COLLECTOR_ATTACH_RAW_TP,
	COLLECTOR_ATTACH_TP_BTF,
};

#define COLLECTOR_WHY_BYTES	1024

struct bpf_map;
struct bpf_object;
struct bpf_object_skeleton;
struct ring_buffer;

/**
 * struct bpf_set_ops - what differs from object to object
 * @open: open the object and set its constants; returns 0 or a negative errno
 * @skeleton: of the object that is open
 * @close: free it, if it is open
 * @module: whose tracepoints they are
 * @why_missing: there are no such tracepoints: what is missing, and the way out;
 *	into a buffer of COLLECTOR_WHY_BYTES
 */
struct bpf_set_ops {
	int (*open)(void *context);
	struct bpf_object_skeleton *(*skeleton)(void *context);
	void (*close)(void *context);
	const char *module;
	void (*why_missing)(char *why);
};

/* What a program has written into the ring buffer: @bytes at @data. */
typedef void (*bpf_set_record_fn)(void *context, const void *data, size_t bytes);

/**
 * struct bpf_set - how an object was attached, and its ring buffer
 * @attached: which set
 * @tracepoints: how many programs that are
 * @ring: its records go to @queue; NULL until bpf_set_listen()
 * @queue: and from there to @take
 * @take: called with @context
 * @context: of the collector
 * @budget: records that @take may still be given at this turn
 */
struct bpf_set {
	enum collector_attach attached;
	unsigned int tracepoints;
	struct ring_buffer *ring;
	struct record_queue queue;
	bpf_set_record_fn take;
	void *context;
	unsigned int budget;
};

/**
 * bpf_set_attach - open, load, attach
 * @set: filled in
 * @ops: of the object
 * @context: for @ops
 * @attach: which set of programs
 * @why: receives what is wrong and what to do about it
 * @exit_code: receives the class of the failure, enum exit_code
 *
 * Return: true if all programs are attached; else the object is closed.
 */
bool bpf_set_attach(struct bpf_set *set, const struct bpf_set_ops *ops,
		    void *context, enum collector_attach attach, char *why,
		    int *exit_code);

/**
 * bpf_set_listen - read the ring buffer
 * @set: after bpf_set_attach()
 * @details: the map that is one
 * @take: called by bpf_set_consume()
 * @context: for @take
 * @why: receives what is wrong
 * @exit_code: receives the class of the failure, enum exit_code
 */
bool bpf_set_listen(struct bpf_set *set, const struct bpf_map *details,
		    bpf_set_record_fn take, void *context, char *why,
		    int *exit_code);

/* Readable when there are records in the ring; valid until bpf_set_free(). */
int bpf_set_fd(const struct bpf_set *set);

/*
 * Some milliseconds of work; true if it is to be called again without waiting, as what is
 * put aside does not show in bpf_set_fd().
 */
bool bpf_set_consume(struct bpf_set *set);

/* Programs do nothing any more when it returns; @armed is their switch. */
void bpf_set_disarm(volatile uint32_t *armed);

/* The ring buffer; the object is the collector's. */
void bpf_set_free(struct bpf_set *set);

/* "tp_btf" or "raw_tp" */
const char *bpf_set_name(const struct bpf_set *set);

/* Let libbpf talk on stderr, or not. */
void bpf_set_verbose(bool verbose);

/* The kernel wants a power of two of whole pages. */
uint32_t bpf_set_ring_bytes(uint32_t bytes);

/* Events that the kernel did not hand out, as the program was running already. */
uint64_t bpf_set_recursion_misses(struct bpf_object *object);

#endif /* APTRACE_BPF_SET_H */
