/* SPDX-License-Identifier: GPL-2.0 */
/* The command line: one table of options, from which --help is made too. */
#ifndef APVMM_OPTIONS_H
#define APVMM_OPTIONS_H

#include <stdbool.h>

#include "../../driver/core/types.h"
#include "chunk.h"
#include "device.h"
#include "gate.h"

#define TIMEOUT_DEFAULT_S	60
#define WHOLE_STREAM		UINT64_MAX
#define NO_BIT			UINT64_MAX

enum hold_kind {
	HOLD_NOT,
	HOLD_SECONDS,
	HOLD_STDIN,	/* until standard input ends */
};

/**
 * struct options - everything that can be said on the command line
 * @mdev: UUID
 * @connect: ADDRESS:PORT of the destination
 * @listen: [ADDRESS:]PORT
 * @input: stream file to restore from
 * @output: stream file to save to
 * @ready_file: created when others may act
 * @api: how to open the device
 * @hold: stay at the end
 * @hold_s: how long
 * @chunk: pieces of read() and write()
 * @ram_bytes: guest memory to map for the device
 * @ram_piece_bytes: map it in pieces of that size, 0: in one, RAM_UNMAPPED
 * @delay_us: pause after each piece
 * @timeout_s: how long the peer may be silent, or not come
 * @silence_s: how long it may be silent once it is there
 * @count: number of migrations of a storm
 * @cut_bytes: only that much of the input
 * @flip_bit: bit of the input to invert
 * @end_bytes: say END after that much of the stream
 * @repeat_bytes: after that much of the stream send it again from its beginning
 * @gates: where to wait, and for what
 * @gates_count: number of them
 * @stall_file: the first read() or write() gets memory that comes with this file
 * @give_up: close the device after saving, as if the guest had moved
 * @close_late: close the migration file after RUNNING
 * @pre_copy: begin while the guest runs
 * @reset_back: go back to RUNNING by a reset
 * @no_aqic: guest without facility 65
 * @no_apie: guest without AP instructions
 * @no_map: guest memory is not mapped for the device
 * @verbose: report each piece
 * @json: JSON lines
 */
struct options {
	const char *mdev;
	const char *connect;
	const char *listen;
	const char *input;
	const char *output;
	const char *ready_file;
	enum device_api api;
	enum hold_kind hold;
	u64 hold_s;
	struct chunk_spec chunk;
	u64 ram_bytes;
	u64 ram_piece_bytes;
	u64 delay_us;
	u64 timeout_s;
	u64 silence_s;
	u64 count;
	u64 cut_bytes;
	u64 flip_bit;
	u64 end_bytes;
	u64 repeat_bytes;
	struct gate gates[GATES_MAX];
	unsigned int gates_count;
	const char *stall_file;
	bool give_up;
	bool close_late;
	bool pre_copy;
	bool reset_back;
	bool no_aqic;
	bool no_apie;
	bool no_map;
	bool verbose;
	bool json;
};

/* Which options a command takes, and (OPT_NEED) which it must be given. */
#define OPT_MDEV	(1U << 0)
#define OPT_COMMON	(1U << 1)
#define OPT_CONNECT	(1U << 2)
#define OPT_LISTEN	(1U << 3)
#define OPT_INPUT	(1U << 4)
#define OPT_OUTPUT	(1U << 5)
#define OPT_HOLD	(1U << 6)
#define OPT_TRANSFER	(1U << 7)
#define OPT_NETWORK	(1U << 8)
#define OPT_DAMAGE	(1U << 9)
#define OPT_GIVE_UP	(1U << 10)
#define OPT_CLOSE_FD	(1U << 11)
#define OPT_COUNT	(1U << 12)
#define OPT_GUEST	(1U << 13)
#define OPT_SOURCE	(1U << 14)

/**
 * options_parse - read the arguments of one command
 * @options: the result, with defaults where nothing was said
 * @command: its name, for messages
 * @takes: OPT_* that the command knows
 * @needs: OPT_* that must be given
 * @argv: the arguments after the command, NULL at the end; on return the ones
 *	that are not options, NULL at the end
 *
 * Return: 0, or -EINVAL after saying what is wrong.
 */
int options_parse(struct options *options, const char *command,
		  unsigned int takes, unsigned int needs, char **argv);

void options_help(unsigned int takes);

#endif /* APVMM_OPTIONS_H */
