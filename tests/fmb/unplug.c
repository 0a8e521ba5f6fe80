// SPDX-License-Identifier: GPL-2.0
/* The host takes the function away from somebody who reads its block. */
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "fmb.h"

/**
 * struct taker - a thread of the administrator, who waits until it is given back
 * @slot: of the function
 * @ret: how that ended
 */
struct taker {
	struct slot slot;
	int ret;
};

/**
 * struct reader - a thread that reads for as long as it is wanted to
 * @function: whose block
 * @stop: no longer
 * @reads: how often
 * @bad: first errno that it should not have got
 */
struct reader {
	const struct function *function;
	bool stop;
	unsigned long reads;
	int bad;
};

static void *take(void *arg)
{
	struct taker *taker = arg;

	taker->ret = slot_power(&taker->slot, false);
	return NULL;
}

static void *read_on(void *arg)
{
	struct reader *reader = arg;
	struct fmb fmb;
	int ret;

	while (!__atomic_load_n(&reader->stop, __ATOMIC_RELAXED)) {
		ret = function_sample(reader->function, &fmb);
		if (ret && !reader->bad)
			reader->bad = ret;
		__atomic_add_fetch(&reader->reads, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static bool goes_on(void *arg)
{
	struct reader *reader = arg;
	static unsigned long before;
	unsigned long reads = __atomic_load_n(&reader->reads, __ATOMIC_RELAXED);

	if (!before)
		before = reads;
	return reads > before + 10;
}

void case_unplug(const struct scene *scene)
{
	struct function function;
	struct reader reader = { .function = &function };
	struct taker taker;
	pthread_t taking, reading;
	struct pollfd asked = { .events = POLLIN };
	struct fmb fmb;
	int ret;

	slot_find(&taker.slot, scene->address);
	function_open(&function, scene->address);
	asked.fd = function_request_fd(&function);
	if (pthread_create(&reading, NULL, read_on, &reader) ||
	    pthread_create(&taking, NULL, take, &taker))
		bail("no thread");
	ok(poll(&asked, 1, 60000) == 1, "unplug: the user is asked for the function");
	ok(until(goes_on, &reader, 60) && !reader.bad, "unplug: its reader goes on: %s",
	   said(reader.bad));
	ok(!function_enable(&function, 0) && !function_enable(&function, 1),
	   "unplug: it can be switched");
	__atomic_store_n(&reader.stop, true, __ATOMIC_RELAXED);
	pthread_join(reading, NULL);
	ok(slot_has_function(&taker.slot), "unplug: nobody takes it while it is open");
	close(asked.fd);
	function_close(&function);
	pthread_join(taking, NULL);
	ok(!taker.ret && !slot_has_function(&taker.slot), "unplug: and then it is gone: %s",
	   said(taker.ret));
	ret = slot_bring_back(&taker.slot);
	ok(!ret, "unplug: it comes back: %s", said(ret));
	function_open(&function, scene->address);
	ok(!function_sample(&function, &fmb), "unplug: it is measured then");
	function_close(&function);
}
