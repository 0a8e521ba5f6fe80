// SPDX-License-Identifier: GPL-2.0
/*
 * Decoder and rules are the driver's; what is around them follows
 * vfio_ap_mig_write_piece() and vfio_ap_judge_queues().
 */
#include "restore.h"

#include <stdlib.h>

#include "../../driver/core/compat.h"
#include "../../driver/core/stream.h"

struct destination {
	struct bench_guest *host;
	struct ap_stream_parser parser;
	u8 *buf;
	size_t buf_bytes;
	size_t pos_bytes;
};

static bool judge(struct destination *to)
{
	struct ap_stream_queue entry;
	u32 index, bad = 0;

	for (index = 0; index < to->parser.queues; index++) {
		struct ap_compat_destination dst = {
			.configured = true,
			.bound = true,
			.passable = true,
			.tapq_done = true,
		};
		struct ap_compat_source src;

		if (ap_stream_get_queue(&to->parser, to->buf, index, &entry))
			return false;
		src.rc = entry.rc;
		src.info = entry.info;
		dst.rc = bench_tapq(to->host, entry.apqn, &dst.info);
		if (ap_compat_judge_queue(&src, &dst))
			bad++;
	}
	return !bad;
}

/* Room for what the parser needs next: the header, then all of it. */
static bool grow(struct destination *to)
{
	size_t need_bytes = to->parser.need_bytes;
	u8 *buf;

	if (need_bytes <= to->buf_bytes)
		return true;
	buf = calloc(1, need_bytes);
	if (!buf)
		return false;
	if (to->buf)
		memcpy(buf, to->buf, to->pos_bytes);
	free(to->buf);
	to->buf = buf;
	to->buf_bytes = need_bytes;
	return true;
}

/* As much of it as the next step needs. False: refused. */
static bool take(struct destination *to, const u8 *from, size_t count,
		 size_t *done)
{
	bool had_config = to->parser.have_config;
	size_t room;

	if (to->pos_bytes == to->parser.need_bytes || !grow(to))
		return false;
	room = to->parser.need_bytes - to->pos_bytes;
	*done = count < room ? count : room;
	memcpy(to->buf + to->pos_bytes, from, *done);
	to->pos_bytes += *done;
	if (ap_stream_parse(&to->parser, to->buf, to->pos_bytes))
		return false;
	return had_config || !to->parser.have_config || judge(to);
}

bool bench_restore(struct bench_guest *host, const u8 *stream, size_t bytes,
		   size_t write_bytes)
{
	struct destination to = { .host = host };
	size_t pos_bytes = 0, left, done;
	bool good = true;

	ap_stream_parser_init(&to.parser);
	while (good && pos_bytes < bytes) {
		left = write_bytes;
		if (left > bytes - pos_bytes)
			left = bytes - pos_bytes;
		for (; good && left; left -= done, pos_bytes += done) {
			done = 0;
			good = take(&to, stream + pos_bytes, left, &done);
		}
	}
	if (good)
		good = !ap_stream_finish(&to.parser);
	free(to.buf);
	return good;
}
