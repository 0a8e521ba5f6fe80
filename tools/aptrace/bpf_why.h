/* SPDX-License-Identifier: GPL-2.0 */
/* Why programs of the kind tp_btf do not find the tracepoints of a module. */
#ifndef APTRACE_BPF_WHY_H
#define APTRACE_BPF_WHY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * bpf_why_no_btf - the module is there, and what tp_btf needs of it is not
 * @root: "" for this host, else the folder that has its /sys and /proc
 * @module: its name
 * @why: receives what is missing and what to do, @size bytes
 * @size: of @why
 *
 * Return: false if that is not it: no such module, or nothing is missing.
 */
bool bpf_why_no_btf(const char *root, const char *module, char *why, size_t size);

#endif /* APTRACE_BPF_WHY_H */
