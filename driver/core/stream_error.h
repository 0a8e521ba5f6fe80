/* SPDX-License-Identifier: GPL-2.0 */
/* Names, errno values and sentences for enum vfio_ap_stream_error. */
#ifndef APTRACE_CORE_STREAM_ERROR_H
#define APTRACE_CORE_STREAM_ERROR_H

#include "types.h"
#include "../../include/uapi/linux/vfio_ap_migration.h"

/**
 * struct ap_stream_error - one way in which a stream can be bad
 * @name: short and stable, lower case with underscores ("header_crc")
 * @err: the negative errno that write() or the arc fails with: -EINVAL for
 *	malformed, -EPROTONOSUPPORT for a version or record type not known here,
 *	-EBADMSG for a checksum or a cut stream, -EFBIG for too much
 * @sentence: what is wrong, for people
 */
struct ap_stream_error {
	const char *name;
	int err;
	const char *sentence;
};

/* Never NULL: an unknown number gives an entry that says so. */
const struct ap_stream_error *ap_stream_error(unsigned int number);

#endif /* APTRACE_CORE_STREAM_ERROR_H */
