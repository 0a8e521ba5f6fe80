/* SPDX-License-Identifier: GPL-2.0 */
/* Events as the driver's tracepoints print them, by the driver's own header. */
#ifndef APTRACE_UNIT_PRINTED_H
#define APTRACE_UNIT_PRINTED_H

#include <stddef.h>

#define PRINTED_BYTES	4096

/* What TP_printk() of the kind makes of the event's structure. */
void printed_event(char text[PRINTED_BYTES], unsigned int kind, const void *event);
/* "vfio_ap_mig_arc" */
const char *printed_name(unsigned int kind);

/*
 * Any event of a kind: its members are random, also numbers for which there is no word.
 * What is not printed (abi, reserved) is 0.
 */
void printed_random(unsigned int kind, void *event);

#endif /* APTRACE_UNIT_PRINTED_H */
