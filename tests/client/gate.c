// SPDX-License-Identifier: GPL-2.0
#include "gate.h"

#include <errno.h>
#include <string.h>

#include "error.h"
#include "file_wait.h"
#include "kernel_abi.h"
#include "number.h"
#include "report.h"
#include "session.h"

#define PATIENCE_S	3600

static const char * const place_names[] = {
	[GATE_OPEN] = "open",
	[GATE_BYTES] = "bytes",
	[GATE_ANSWER] = "answer",
	[GATE_COMMIT] = "commit",
	[GATE_RUN] = "run",
};

int gate_parse(const char *text, struct gate *gate)
{
	const char *colon = strchr(text, ':');
	char place[24] = "";
	unsigned int i;

	if (!colon || !colon[1] || (size_t)(colon - text) >= sizeof(place))
		return -EINVAL;
	memcpy(place, text, colon - text);
	gate->file = colon + 1;
	for (i = 0; i < ARRAY_SIZE(place_names); i++) {
		gate->place = i;
		if (i != GATE_BYTES && !strcmp(place, place_names[i]))
			return 0;
	}
	gate->place = GATE_BYTES;
	return parse_u64(place, 0, UINT64_MAX, &gate->bytes);
}

static int wait_at(const struct session *session, const struct gate *gate)
{
	int ret;

	report_begin("gate");
	report_text("place", place_names[gate->place]);
	report_number("bytes", session->bytes);
	report_end();
	ret = file_wait(gate->file, PATIENCE_S);
	return ret ? fail(-ret, "--gate: waiting for %s", gate->file) : 0;
}

int gate_wait(struct session *session, enum gate_place place)
{
	const struct options *options = session->options;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < options->gates_count && !ret; i++) {
		const struct gate *gate = &options->gates[i];

		if (gate->place != place || session->gates_passed & (1U << i) ||
		    (place == GATE_BYTES && session->bytes < gate->bytes))
			continue;
		session->gates_passed |= 1U << i;
		ret = wait_at(session, gate);
	}
	return ret;
}
