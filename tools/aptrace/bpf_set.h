/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A BPF object whose programs exist twice, as tp_btf (named btf_...) and as raw_tp
 * (raw_...): choosing one set, loading, attaching, and saying why it cannot be
 * done. Only the collectors know this file.
 */
#ifndef APTRACE_BPF_SET_H
#define APTRACE_BPF_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum collector_attach {
	COLLECTOR_ATTACH_AUTO,		/* tp_btf, else raw_tp */
	COLLECTOR_ATTACH_TP_BTF,
	COLLECTOR_ATTACH_RAW_TP,
};

#define COLLECTOR_WHY_BYTES	1024

struct bpf_object;
struct bpf_object_skeleton;

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

/**
 * struct bpf_set - how an object was attached
 * @attached: which set
 * @tracepoints: how many programs that are
 */
struct bpf_set {
	enum collector_attach attached;
	unsigned int tracepoints;
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

/* "tp_btf" or "raw_tp" */
const char *bpf_set_name(const struct bpf_set *set);

/* Let libbpf talk on stderr, or not. */
void bpf_set_verbose(bool verbose);

/* The kernel wants a power of two of whole pages. */
uint32_t bpf_set_ring_bytes(uint32_t bytes);

/* Events that the kernel did not hand out, as the program was running already. */
uint64_t bpf_set_recursion_misses(struct bpf_object *object);

#endif /* APTRACE_BPF_SET_H */
