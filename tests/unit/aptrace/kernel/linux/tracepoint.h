/* SPDX-License-Identifier: GPL-2.0 */
/*
 * In place of the kernel's: an event becomes a function that prints what TP_printk()
 * says, from the structure of the event: print_vfio_ap_mig_arc(text, bytes, event).
 */
#ifndef APTRACE_UNIT_KERNEL_TRACEPOINT_H
#define APTRACE_UNIT_KERNEL_TRACEPOINT_H

#include <string.h>

#include "../../../../../driver/core/types.h"
#include "../../trace_printk.h"

#define TP_PROTO(prototype)		prototype
#define TP_ARGS(event)			event
#define TP_STRUCT__entry(members...)	struct { members }
#define TP_fast_assign(statements...)	statements
#define TP_printk(format, values...)	tp_print(text, bytes, format, values)
#define __field(type, name)		type name;
#define __array(type, name, count)	type name[count];

#define __print_symbolic(value, words...) ({				\
	static const struct trace_word table[] = { words };		\
	trace_symbolic(value, table, sizeof(table) / sizeof(table[0])); })
#define __print_flags(value, between, words...) ({			\
	static const struct trace_word table[] = { words };		\
	trace_flags(value, between, table, sizeof(table) / sizeof(table[0])); })

#define TRACE_EVENT(name, prototype, arguments, members, assign, print)	\
	static inline void print_##name(char *text, size_t bytes, prototype) \
	{								\
		members storage, *__entry = &storage;			\
									\
		assign							\
		print;							\
	}
#define DECLARE_EVENT_CLASS(name, prototype, arguments, members, assign, print) \
	TRACE_EVENT(name, prototype, arguments, members, assign, print)
#define DEFINE_EVENT(class, name, prototype, arguments)			\
	static inline void print_##name(char *text, size_t bytes, prototype) \
	{								\
		print_##class(text, bytes, arguments);			\
	}

#endif /* APTRACE_UNIT_KERNEL_TRACEPOINT_H */
