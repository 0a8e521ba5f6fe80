// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the decoder.
 *
 * Invariants, beyond those of the sanitizers: the result does not depend on
 * how the bytes were cut; a caller that stores what is asked for, and no more,
 * has enough and never needs more than the limit; what is taken is well-formed,
 * and each part of it is what our encoder writes.
 *
 * Checksums would stop nearly every mutation at the door, so the mutator makes
 * them fit again most of the time; and it knows what a record is.
 */
#include <stdlib.h>

#include "../../driver/core/crc32c.h"
#include "../../driver/core/stream.h"
#include "encode.h"
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

static void check_needs(const struct ap_stream_parser *parser, size_t have)
{
	must(parser->need_bytes <= STREAM_BYTES_MAX, "needs too much");
	must(parser->configs <= (parser->pre_copy ? 16 : 1),
	     "too many CONFIG records");
	must(parser->have_config == (parser->configs > 0),
	     "number of CONFIG records");
	if (!parser->error)
		must(parser->complete == (have >= parser->need_bytes),
		     "needs nothing, or what is there already");
}

static void parse_in_pieces(struct ap_stream_parser *parser, const u8 *data,
			    size_t size)
{
	/* The cuts come from the data: no state outside the input. */
	u32 next = (u32)size | 1;
	size_t have = 0;

	/* END's checksum differs with everything before it. */
	if (size >= 16)
		next += peek32(data + size - 8);
	ap_stream_parser_init(parser);
	while (have < size) {
		have += (next >> 8) % 97;
		next = next * 1664525 + 1013904223;
		if (have > size)
			have = size;
		if (ap_stream_parse(parser, data, have))
			break;
		check_needs(parser, have);
	}
	ap_stream_finish(parser);
}

/* As the driver: a buffer that has room for what the next step needs. */
static void parse_as_needed(struct ap_stream_parser *parser, const u8 *data,
			    size_t size)
{
	size_t have = 0, need = 0;
	u8 *buf = NULL;
	int err = 0;

	ap_stream_parser_init(parser);
	while (have < size && !err) {
		if (have == parser->need_bytes) {
			/* All is there: the rest need not be stored. */
			err = ap_stream_parse(parser, buf, size);
			must(err, "more than is needed, and no error");
			break;
		}
		must(parser->need_bytes > need, "needs less than before");
		need = parser->need_bytes;
		buf = realloc(buf, need);
		must(buf, "no memory");
		if (need > size)
			need = size;
		memcpy(buf + have, data + have, need - have);
		have = need;
		err = ap_stream_parse(parser, buf, have);
		check_needs(parser, have);
	}
	ap_stream_finish(parser);
	free(buf);
}

/* The encoder makes this record out of what the parser tells of it. */
static void check_config(const struct ap_stream_parser *parser, const u8 *data,
			 size_t record, size_t record_bytes)
{
	struct ap_stream_queue *queues;
	struct encoded again = { 0 };
	u32 apqn, index = 0;

	must(ap_matrix_subset(&parser->guest, &parser->assigned), "subset");
	must(parser->queues == ap_matrix_queues(&parser->guest), "count");
	queues = calloc(parser->queues + 1, sizeof(*queues));
	must(queues, "no memory");
	ap_matrix_for_each_queue(apqn, &parser->guest) {
		must(!ap_stream_get_queue(parser, data, index, &queues[index]),
		     "queue missing");
		must(queues[index++].apqn == apqn, "queue out of order");
	}
	encode_config(&again, &parser->assigned, &parser->guest, queues);
	must(!again.err, "taken, but not encodable");
	must(again.length == record_bytes, "CONFIG of another length");
	must(!memcmp(again.bytes, data + record, record_bytes),
	     "CONFIG of other bytes");
	encode_free(&again);
	free(queues);
}

static void check_header_and_end(const struct ap_stream_parser *parser,
				 const u8 *data, size_t size, u32 records)
{
	u8 header[AP_STREAM_HEADER_BYTES], end[AP_STREAM_END_BYTES];
	size_t before = size - sizeof(end);

	/* The encoder knows one minor version only. */
	if (!data[AT_MINOR] && !data[AT_MINOR + 1]) {
		must(!ap_stream_put_header(header, parser->migration_id,
					   parser->pre_copy ? 0 : size),
		     "header taken, but not encodable");
		must(!memcmp(header, data, sizeof(header)),
		     "header of other bytes");
	}
	ap_stream_put_end(end, before, ap_crc32c(0, data, before), records);
	must(!memcmp(end, data + before, sizeof(end)), "END of other bytes");
}

/* Record by record: what was there after each, and what it encodes to. */
static void check_taken(const struct ap_stream_parser *whole, const u8 *data,
			size_t size)
{
	struct ap_stream_parser parser;
	size_t record, next;
	u32 records = 0, configs;

	must(whole->total_bytes == size, "taken at another length");
	ap_stream_parser_init(&parser);
	next = record_at(data, size, 0);
	do {
		record = next;
		next = record_at(data, size, ++records);
		configs = parser.configs;
		must(!ap_stream_parse(&parser, data, next), "error in between");
		must(parser.complete == (next == size), "complete too early");
		must((parser.configs > configs) == (data[record + 1] == 1 &&
						    data[record] == 0),
		     "a CONFIG that is not counted");
		if (parser.configs > configs)
			check_config(&parser, data, record, next - record);
	} while (next < size);
	must(!memcmp(&parser, whole, sizeof(parser)),
	     "record by record gives another result");
	check_header_and_end(whole, data, size, records - 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct ap_stream_parser whole, pieces, needed;

	ap_stream_parser_init(&whole);
	ap_stream_parse(&whole, data, size);
	ap_stream_finish(&whole);
	must(whole.complete == !whole.error, "complete and error disagree");
	must(whole.need_bytes <= STREAM_BYTES_MAX, "needs too much");

	parse_in_pieces(&pieces, data, size);
	must(!memcmp(&whole, &pieces, sizeof(whole)),
	     "the result depends on the cuts");

	parse_as_needed(&needed, data, size);
	must(!memcmp(&whole, &needed, sizeof(whole)),
	     "the result depends on what was stored");

	if (whole.complete)
		check_taken(&whole, data, size);
	return 0;
}

/* Records, as far as the lengths make sense. */
static unsigned int count_records(const u8 *data, size_t size)
{
	unsigned int count = 0;

	while (record_at(data, size, count) < size)
		count++;
	return count;
}

/* Moves what is at @from and after it to @to; the new size. */
static size_t move_tail(u8 *data, size_t size, size_t from, size_t to)
{
	memmove(data + to, data + from, size - from);
	return size - from + to;
}

/*
 * One whole record is lost, doubled (there, or in front of another one), or
 * gets an optional one before it. @seed decides.
 */
static size_t mutate_records(u8 *data, size_t size, size_t max_size,
			     unsigned int seed)
{
	unsigned int count = count_records(data, size);
	size_t at, next, to;
	u8 *copy;

	if (!count)
		return size;
	at = record_at(data, size, seed / 4 % count);
	next = record_at(data, size, seed / 4 % count + 1);
	to = record_at(data, size, seed / 1024 % count);
	switch (seed % 4) {
	case 0:
		return move_tail(data, size, next, at);
	case 1:
		if (size + 24 > max_size)
			return size;
		size = move_tail(data, size, at, at + 24);
		memset(data + at, 0, 24);
		poke16(data + at, (u16)(3 + seed / 1024 % 100));
		data[at + 3] = 1;
		return size;
	default:
		if (size + (next - at) > max_size)
			return size;
		copy = malloc(next - at);
		must(copy, "no memory");
		memcpy(copy, data + at, next - at);
		size = move_tail(data, size, to, to + (next - at));
		memcpy(data + to, copy, next - at);
		free(copy);
		return size;
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	/* Parts of the seed that are used for different things. */
	unsigned int how = seed % 16, records = seed / 16 % 8;
	bool pre_copy;

	if (size > 64 && records < 3)
		size = mutate_records(data, size, max_size, seed / 128);
	/* Moved records alone are a mutation, too. */
	if (records)
		size = LLVMFuzzerMutate(data, size, max_size);
	if (size < 64 || how % 8 == 0)
		return size;

	if (how == 9)
		data[AT_FLAGS + 3] ^= FLAG_PRE_COPY;
	pre_copy = data[AT_FLAGS + 3] & FLAG_PRE_COPY;
	if (how % 4)
		poke64(data + AT_TOTAL_BYTES, pre_copy ? 0 : size);
	reseal(data, size, how == 1 ? RESEAL_RECORDS : RESEAL_ALL);
	return size;
}
