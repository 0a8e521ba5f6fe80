// SPDX-License-Identifier: GPL-2.0
/*
 * The function gets into its error state while it is read. Who recovers it is the user,
 * by a reset.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "fmb.h"

/**
 * struct reader - a thread that reads all the time
 * @function: whose block
 * @stop: no longer
 * @bad: first errno that it should not have got
 */
struct reader {
	const struct function *function;
	bool stop;
	int bad;
};

static void *read_on(void *arg)
{
	struct reader *reader = arg;
	struct fmb fmb;
	int ret;

	while (!__atomic_load_n(&reader->stop, __ATOMIC_RELAXED)) {
		ret = function_sample(reader->function, &fmb);
		if (ret && ret != -ENXIO && !reader->bad)
			reader->bad = ret;
	}
	return NULL;
}

static void check_reset(const struct function *function)
{
	char line[EVENT_BYTES];
	struct fmb fmb;
	int ret;

	events_begin();
	ret = function_reset(function);
	ok(!ret, "recovery: the user resets it: %s", said(ret));
	ok(event_last("vfio_zpci_fmb_enable", line, sizeof(line)) &&
	   event_has(line, "cause", "reset") && !event_number(line, "err"),
	   "recovery: measurement has begun anew");
	first_sample(function, &fmb);
	sample_after(function, fmb.last_update, &fmb);
	ok(true, "recovery: samples come");
}

/* 6.12 gives a function up that was in its error state: for the cases to come. */
static void renew(const struct scene *scene)
{
	struct slot slot;

	slot_find(&slot, scene->address);
	if (slot_power(&slot, false) || slot_bring_back(&slot))
		bail("%s cannot be taken away and brought back", scene->address);
}

void case_recovery(const struct scene *scene)
{
	struct function function;
	struct reader reader = { .function = &function };
	struct pollfd told = { .events = POLLIN };
	pthread_t reading;
	struct fmb fmb;

	set_reset_method(scene->address, "bus");
	function_open(&function, scene->address);
	first_sample(&function, &fmb);
	told.fd = function_error_fd(&function);
	if (pthread_create(&reading, NULL, read_on, &reader))
		bail("no thread");
	function_break(&function);
	ok(poll(&told, 1, 60000) == 1, "recovery: the user is told of the error");
	check_reset(&function);
	__atomic_store_n(&reader.stop, true, __ATOMIC_RELAXED);
	pthread_join(reading, NULL);
	ok(!reader.bad, "recovery: its reader goes on: %s", said(reader.bad));
	close(told.fd);
	function_close(&function);
	renew(scene);
}
