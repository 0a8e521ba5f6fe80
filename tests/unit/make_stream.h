/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streams for tests, good and bad, made by hand from
 * Documentation/stream-format.rst: with offsets as plain numbers and a checksum
 * of its own, so that an error of the encoder or of the structures is not
 * repeated here.
 */
#ifndef APTRACE_UNIT_MAKE_STREAM_H
#define APTRACE_UNIT_MAKE_STREAM_H

#include "../../driver/core/matrix.h"

/* Offsets in a stream whose first record is CONFIG. */
enum stream_at {
	AT_MAJOR = 8,
	AT_MINOR = 10,
	AT_HEADER_BYTES = 12,
	AT_MIGRATION_ID = 16,
	AT_TOTAL_BYTES = 32,
	AT_FLAGS = 40,
	AT_HEADER_RESERVED = 44,
	AT_HEADER_CRC = 60,
	AT_RECORD = 64,
	AT_PAYLOAD = 88,
	AT_ASSIGNED = AT_PAYLOAD,
	AT_GUEST = AT_PAYLOAD + 96,
	AT_QUEUE_COUNT = AT_PAYLOAD + 192,
	AT_CONFIG_RESERVED = AT_PAYLOAD + 196,
	AT_QUEUES = AT_PAYLOAD + 208,
};

enum {
	QUEUE_ENTRY_BYTES = 16,
	EMPTY_STREAM_BYTES = 64 + 24 + 208 + 24 + 16,
	EMPTY_CONFIG_BYTES = 24 + 208,
	END_RECORD_BYTES = 24 + 16,
	STREAM_BYTES_MAX = 4 * 1024 * 1024,
};

/* The header's flag for a stream that was begun in PRE_COPY. */
enum { FLAG_PRE_COPY = 1 };

/* A stream under construction. */
struct maker {
	u8 *bytes;
	size_t length;
	size_t room;
	bool pre_copy;
};

u32 slow_crc32c(const u8 *bytes, size_t count);

void poke16(u8 *at, u16 value);
void poke32(u8 *at, u32 value);
void poke64(u8 *at, u64 value);
u32 peek32(const u8 *at);
u64 peek64(const u8 *at);

/* Pieces, in the order in which they are called; maker_free() at the end. */
void maker_start(struct maker *maker);
/* With the flag; then the length stays 0, and CONFIG may be repeated. */
void maker_start_pre_copy(struct maker *maker);
void maker_record(struct maker *maker, u16 type, u16 flags,
		  const void *payload, size_t payload_bytes);
void maker_config(struct maker *maker, const struct ap_matrix *assigned,
		  const struct ap_matrix *guest);
/* Zero bytes that belong to no record. */
void maker_zeros(struct maker *maker, size_t count);
/* END with fitting contents; then total_bytes and all checksums. */
void maker_end(struct maker *maker);
void maker_free(struct maker *maker);

/* What the i-th entry of maker_config()'s queue table says. */
u8 made_rc(u16 apqn);
u64 made_info(u16 apqn);

/* Compute again, as far as the lengths in the stream make sense. */
enum reseal {
	RESEAL_HEADER = 1,	/* header_crc */
	RESEAL_RECORDS = 2,	/* payload_crc and record_crc of all records */
	RESEAL_END = 4,		/* what the END record's payload says */
	RESEAL_ALL = 7,
};

void reseal(u8 *bytes, size_t length, unsigned int what);

/*
 * Where the n-th record (0: the first one) begins; @length if there are not so
 * many. Sizes are taken from the records, so these must make sense so far.
 */
size_t record_at(const u8 *bytes, size_t length, unsigned int n);

/* A usual guest: 3 adapters, 2 domains, 2 control domains; more assigned. */
void usual_matrices(struct ap_matrix *assigned, struct ap_matrix *guest);
/* Start to end. */
void make_stream(struct maker *maker, const struct ap_matrix *assigned,
		 const struct ap_matrix *guest);
void make_usual_stream(struct maker *maker);

/*
 * The usual guest, after something happened to its host: adapter 10 is gone,
 * control domain 7 is new. 4 queues.
 */
void changed_matrices(struct ap_matrix *assigned, struct ap_matrix *guest);
/* Begun in PRE_COPY: CONFIG with the usual guest, CONFIG with the changed. */
void make_pre_copy_stream(struct maker *maker);

#endif /* APTRACE_UNIT_MAKE_STREAM_H */
