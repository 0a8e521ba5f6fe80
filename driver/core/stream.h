/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Encoder and decoder of the migration stream
 * (include/uapi/linux/vfio_ap_migration.h, Documentation/stream-format.rst).
 *
 * Both work on one flat buffer that the caller owns; neither allocates.
 */
#ifndef APTRACE_CORE_STREAM_H
#define APTRACE_CORE_STREAM_H

#include "matrix.h"
#include "../../include/uapi/linux/vfio_ap_migration.h"

/* Length in bytes of a stream with one CONFIG record of that many queues. */
size_t ap_stream_bytes(u32 queues);

/* Length in bytes of a CONFIG record with that many queues. */
size_t ap_stream_config_bytes(u32 queues);

#define AP_STREAM_HEADER_BYTES	sizeof(struct vfio_ap_mig_header)
#define AP_STREAM_END_BYTES	(sizeof(struct vfio_ap_mig_record) + \
				 sizeof(struct vfio_ap_mig_end))

/*
 * The parser refuses a header that announces more: four times the longest
 * stream of version 1.0 (1,048,912 bytes), as room for optional records of
 * later minor versions, and little enough to be allocated for anybody who may
 * open the device.
 */
#define AP_STREAM_BYTES_MAX	(4U << 20)

/**
 * struct ap_stream_queue - one entry of the queue table, in host byte order
 * @apqn: adapter and domain
 * @rc: response code of the source's TAPQ
 * @info: the source's TAPQ information word
 */
struct ap_stream_queue {
	u16 apqn;
	u8 rc;
	u64 info;
};

/*
 * Encoding: a stream is put together of a header, CONFIG records and END, which
 * need not lie in one buffer. A CONFIG record is made by ap_config_begin(), then
 * ap_config_put_queue() for each queue of the guest matrix in ascending order
 * (index 0, 1, ...), then ap_config_seal(), which computes its checksums.
 *
 * Of a stream that is begun in PRE_COPY it is for the caller to see to it, with
 * ap_stream_config_fits(), that there are no more than VFIO_AP_MIG_CONFIGS_MAX
 * records of CONFIG, and that END ends within AP_STREAM_BYTES_MAX.
 */

/**
 * ap_stream_put_header - write the header
 * @buf: AP_STREAM_HEADER_BYTES bytes
 * @migration_id: 16 bytes, not all zero
 * @total_bytes: length of the whole stream; 0: it is begun in PRE_COPY, and
 *	nobody knows
 *
 * Return: 0, or -EINVAL (id zero, a length that no reader takes).
 */
int ap_stream_put_header(void *buf, const u8 migration_id[16], u64 total_bytes);

/**
 * ap_config_begin - write a CONFIG record but the queues and the checksums
 * @buf: at least ap_stream_config_bytes(ap_matrix_queues(@guest)) bytes
 * @buf_bytes: its size
 * @assigned: what is assigned to the mdev
 * @guest: what the guest sees; a subset of @assigned
 *
 * Return: 0, or -EINVAL (buffer too small, not a subset).
 */
int ap_config_begin(void *buf, size_t buf_bytes, const struct ap_matrix *assigned,
		    const struct ap_matrix *guest);

/* -EINVAL if @index is not below the number of queues. */
int ap_config_put_queue(void *buf, u32 index,
			const struct ap_stream_queue *queue);

/* Compute the checksums. Returns the length of the record in bytes. */
size_t ap_config_seal(void *buf);

/**
 * ap_stream_config_fits - may a CONFIG come that is not the last?
 * @before_bytes: length of the stream so far, which was begun in PRE_COPY
 * @records: number of records so far
 *
 * What changes last must not be left out.
 *
 * Return: true if there is room for it, one more, and END behind it, however many
 * queues both have.
 */
bool ap_stream_config_fits(u64 before_bytes, u32 records);

/**
 * ap_stream_put_end - write the END record
 * @buf: AP_STREAM_END_BYTES bytes
 * @before_bytes: length of all that was written before it
 * @before_crc: CRC-32C of that
 * @records: number of records before it
 */
void ap_stream_put_end(void *buf, u64 before_bytes, u32 before_crc, u32 records);

/**
 * struct ap_stream_parser - a stream that arrives in pieces
 * @error: enum vfio_ap_stream_error; sticky
 * @need_bytes: the caller must hold (and the buffer must have room for) this
 *	many bytes from the start of the stream before the next step can be
 *	taken. AP_STREAM_HEADER_BYTES at first, the whole length once that is
 *	known; of a stream that was begun in PRE_COPY what the next header or
 *	record needs, at most AP_STREAM_BYTES_MAX
 * @total_bytes: length of the stream, 0 while it is not known
 * @pre_copy: the stream was begun in PRE_COPY, see VFIO_AP_MIG_F_PRE_COPY
 * @have_header: header complete and valid: @migration_id and @total_bytes
 * @have_config: CONFIG complete and valid: @assigned, @guest, @queues and
 *	ap_stream_get_queue() are those of the last one
 * @configs: number of CONFIG records that were complete and valid
 * @complete: END seen and valid; nothing may follow
 * @migration_id: the source's random 128 bits
 * @assigned: what is assigned to the source's mdev
 * @guest: what the source's guest sees
 * @queues: number of entries of the queue table
 *
 * The remaining fields are the parser's own.
 */
struct ap_stream_parser {
	u32 error;
	bool have_header;
	bool have_config;
	bool complete;
	bool pre_copy;
	u32 configs;
	size_t need_bytes;
	size_t total_bytes;
	u8 migration_id[16];
	struct ap_matrix assigned;
	struct ap_matrix guest;
	u32 queues;
	/* private: */
	size_t pos_bytes;	/* where the next header or record begins */
	size_t queues_offset;	/* of the queue table */
	u32 records;
};

void ap_stream_parser_init(struct ap_stream_parser *parser);

/**
 * ap_stream_parse - take the steps that have become possible
 * @parser: its state
 * @buf: the stream from its first byte; may have moved since the last call
 * @have_bytes: how much of it has arrived
 *
 * May be called after any number of new bytes, including none. Nothing is
 * looked at before it is complete: the header not before its 64 bytes are
 * there, a record not before its whole payload is.
 *
 * More bytes than the header announces, or than there are up to the end of END,
 * are VFIO_AP_STREAM_TRAILING: a caller need not store them. If need_bytes have
 * been parsed and no more became needed, it is enough to pass their number in
 * @have_bytes: the parser does not read beyond total_bytes.
 *
 * Return: 0, or the negative errno of @parser->error.
 */
int ap_stream_parse(struct ap_stream_parser *parser, const void *buf,
		    size_t have_bytes);

/**
 * ap_stream_finish - the writer says that there is no more
 * @parser: its state
 *
 * Return: 0 if the stream is complete; else the errno of @parser->error, which
 * becomes VFIO_AP_STREAM_TRUNCATED if there was no earlier error.
 */
int ap_stream_finish(struct ap_stream_parser *parser);

/* Entry @index of the queue table; have_config must be true. -EINVAL beyond. */
int ap_stream_get_queue(const struct ap_stream_parser *parser, const void *buf,
			u32 index, struct ap_stream_queue *queue);

#endif /* APTRACE_CORE_STREAM_H */
