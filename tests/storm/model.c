// SPDX-License-Identifier: GPL-2.0
#include "model.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define WINDOWS_MAX	32

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct bounds now;
/* How many operations are at each bit, and bits at which two have met. */
static unsigned char busy[WORDS][64];
static u64 blurred[WORDS];
static u64 sequence[WORDS];
static struct window *windows[WINDOWS_MAX];
static unsigned int windows_count;

void model_add_window(struct window *window)
{
	pthread_mutex_lock(&lock);
	if (windows_count == WINDOWS_MAX)
		abort();
	windows[windows_count++] = window;
	pthread_mutex_unlock(&lock);
}

static u64 busy_bits(unsigned int word)
{
	u64 bits = 0;
	int nr;

	for (nr = 0; nr < 64; nr++)
		if (busy[word][nr])
			bits |= BIT_ULL(nr);
	return bits;
}

void window_open(struct window *window)
{
	unsigned int word;

	pthread_mutex_lock(&lock);
	window->bounds = now;
	for (word = 0; word < WORDS; word++)
		window->sequence[word] = busy_bits(word) ? 0 : sequence[word] + 1;
	window->open = true;
	pthread_mutex_unlock(&lock);
}

void window_close(struct window *window)
{
	pthread_mutex_lock(&lock);
	window->open = false;
	pthread_mutex_unlock(&lock);
}

static void widen_windows(unsigned int word)
{
	unsigned int i;

	for (i = 0; i < windows_count; i++) {
		if (!windows[i]->open)
			continue;
		windows[i]->bounds.must[word] &= now.must[word];
		windows[i]->bounds.may[word] |= now.may[word];
	}
}

bool change_begin(struct change *change, unsigned int word, u64 set, u64 clear,
		  bool alone)
{
	u64 bits = set | clear;
	int nr;

	pthread_mutex_lock(&lock);
	if (alone && (busy_bits(word) & bits)) {
		pthread_mutex_unlock(&lock);
		return false;
	}
	*change = (struct change){
		.word = word,
		.set = set,
		.clear = clear,
		.must_before = now.must[word],
		.may_before = now.may[word],
	};
	blurred[word] |= busy_bits(word) & bits;
	for_each_bit(nr, bits)
		busy[word][nr]++;
	now.may[word] |= set;
	now.must[word] &= ~clear;
	sequence[word]++;
	widen_windows(word);
	pthread_mutex_unlock(&lock);
	return true;
}

static void settle(unsigned int word, u64 bits, u64 must, u64 may)
{
	now.must[word] = (now.must[word] & ~bits) | (must & bits);
	now.may[word] = (now.may[word] & ~bits) | (may & bits);
}

void change_end(struct change *change, enum outcome outcome)
{
	unsigned int word = change->word;
	u64 bits = change->set | change->clear;
	int nr;

	pthread_mutex_lock(&lock);
	change->met = blurred[word] & bits;
	if (outcome == APPLIED)
		settle(word, bits & ~change->met, change->set, change->set);
	else if (outcome == NOT_APPLIED)
		settle(word, bits & ~change->met, change->must_before,
		       change->may_before);
	for_each_bit(nr, bits)
		busy[word][nr]--;
	/* What two were after stays uncertain until somebody looks. */
	blurred[word] &= busy_bits(word);
	sequence[word]++;
	widen_windows(word);
	pthread_mutex_unlock(&lock);
}

bool change_was_set(const struct change *change, u64 bit)
{
	return change->must_before & ~change->met & bit;
}

bool change_was_clear(const struct change *change, u64 bit)
{
	return ~change->may_before & ~change->met & bit;
}

void model_adopt(const struct window *window, unsigned int word, u64 value)
{
	pthread_mutex_lock(&lock);
	if (window->sequence[word] == sequence[word] + 1)
		settle(word, ~0ULL, value, value);
	pthread_mutex_unlock(&lock);
}

void model_set(unsigned int word, u64 value)
{
	pthread_mutex_lock(&lock);
	settle(word, ~0ULL, value, value);
	widen_windows(word);
	pthread_mutex_unlock(&lock);
}

u64 model_must(unsigned int word)
{
	u64 value;

	pthread_mutex_lock(&lock);
	value = now.must[word];
	pthread_mutex_unlock(&lock);
	return value;
}

u64 model_may(unsigned int word)
{
	u64 value;

	pthread_mutex_lock(&lock);
	value = now.may[word];
	pthread_mutex_unlock(&lock);
	return value;
}

static void print_word(const char *name, unsigned int word)
{
	printf("#   %-14s must %016llx may %016llx busy %016llx\n", name,
	       (unsigned long long)now.must[word],
	       (unsigned long long)now.may[word],
	       (unsigned long long)busy_bits(word));
}

void model_print(void)
{
	static const char * const of_mdev[] = {
		"adapters", "domains", "control", "flags",
	};
	static const char * const of_host[] = {
		"host adapters", "host domains", "host control", "apmask",
		"aqmask", "offline", "stuck", "unclean", "unbound",
	};
	unsigned int mdev, i;

	pthread_mutex_lock(&lock);
	printf("# model (bit 0 on the right; flags: 1 exists, 2 open):\n");
	for (mdev = 0; mdev < MDEVS_MAX; mdev++) {
		printf("#  mdev %u\n", mdev);
		for (i = 0; i < MDEV_WORDS; i++)
			print_word(of_mdev[i], WORD(mdev, i));
	}
	printf("#  host\n");
	for (i = 0; i < ARRAY_SIZE(of_host); i++)
		print_word(of_host[i], HOST_ADAPTERS + i);
	pthread_mutex_unlock(&lock);
}
