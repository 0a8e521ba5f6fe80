// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the decoder.
 *
 * Invariants, beyond those of the sanitizers: the result does not depend on
 * how the bytes were cut; what is taken is well-formed and, if it is what our
 * encoder would write, encodes to the same bytes.
 *
 * Checksums would stop nearly every mutation at the door, so the mutator makes
 * them fit again most of the time.
 */
#include <stdlib.h>

#include "../../driver/core/stream.h"
#include "make_stream.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed);
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max_size);

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

static void parse_in_pieces(struct ap_stream_parser *parser, const u8 *data,
			    size_t size)
{
	/* The cuts come from the data: no state outside the input. */
	u32 next = slow_crc32c(data, size) | 1;
	size_t have = 0;

	ap_stream_parser_init(parser);
	while (have < size) {
		have += next % 97;
		next = next * 1664525 + 1013904223;
		if (have > size)
			have = size;
		if (ap_stream_parse(parser, data, have))
			break;
	}
	ap_stream_finish(parser);
}

static void check_taken(const struct ap_stream_parser *parser, const u8 *data,
			size_t size)
{
	struct ap_stream_queue queue;
	u32 apqn, index = 0;
	u8 *again;

	must(parser->total_bytes == size, "taken at another length");
	must(ap_matrix_subset(&parser->guest, &parser->assigned), "subset");
	must(parser->queues == ap_matrix_queues(&parser->guest), "count");

	again = malloc(size);
	must(again, "no memory");
	/* With optional records, or a later minor version, it is longer. */
	if (ap_stream_bytes(parser->queues) == size && !data[AT_MINOR] &&
	    !data[AT_MINOR + 1]) {
		must(!ap_stream_begin(again, size, parser->migration_id,
				      &parser->assigned, &parser->guest),
		     "taken, but not encodable");
		ap_matrix_for_each_queue(apqn, &parser->guest) {
			must(!ap_stream_get_queue(parser, data, index, &queue),
			     "queue missing");
			must(queue.apqn == apqn, "queue out of order");
			must(!ap_stream_put_queue(again, index++, &queue),
			     "queue not encodable");
		}
		must(ap_stream_seal(again) == size, "other length");
		must(!memcmp(again, data, size), "other bytes");
	}
	free(again);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct ap_stream_parser whole, pieces;

	ap_stream_parser_init(&whole);
	ap_stream_parse(&whole, data, size);
	ap_stream_finish(&whole);
	must(whole.complete == !whole.error, "complete and error disagree");

	parse_in_pieces(&pieces, data, size);
	must(!memcmp(&whole, &pieces, sizeof(whole)),
	     "the result depends on the cuts");

	if (whole.complete)
		check_taken(&whole, data, size);
	return 0;
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	size = LLVMFuzzerMutate(data, size, max_size);
	if (size >= 64 && seed % 8) {
		if (seed % 4)
			poke64(data + AT_TOTAL_BYTES, size);
		reseal(data, size, seed % 16 == 1 ? RESEAL_RECORDS : RESEAL_ALL);
	}
	return size;
}
