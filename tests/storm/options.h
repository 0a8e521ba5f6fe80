/* SPDX-License-Identifier: GPL-2.0 */
/* The command line. */
#ifndef STORM_OPTIONS_H
#define STORM_OPTIONS_H

#include "sys.h"

#define THREADS_MAX	16

/**
 * struct options - the command line
 * @seed: of all random numbers
 * @seconds: how long
 * @ops: end after so many operations in all; 0: no such limit
 * @interval_s: time between two comparisons of model and device
 * @patience_s: an operation that takes longer hangs
 * @mdevs: how many there can be at a time
 * @threads: how many workers
 * @migration: operations of migration are among those chosen
 * @filtered_unassign: so are those that take away what may be filtered
 * @lenient: the driver is the in-tree one: know its bugs and its lacks
 * @lie: for the test of the test: the model forgets an assignment of this
 *	many; 0: it does not
 */
struct options {
	u64 seed;
	u64 seconds;
	u64 ops;
	u64 interval_s;
	u64 patience_s;
	u64 mdevs;
	u64 threads;
	bool migration;
	bool filtered_unassign;
	bool lenient;
	u64 lie;
};

extern struct options options;

/* Exits with 0 for --help, with 2 for bad usage. */
void options_parse(int argc, char **argv);

#endif /* STORM_OPTIONS_H */
