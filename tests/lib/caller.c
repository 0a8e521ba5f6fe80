// SPDX-License-Identifier: GPL-2.0
#include "caller.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tap.h"

static void *make_call(void *arg)
{
	struct caller *caller = arg;

	atomic_store(&caller->tid, syscall(SYS_gettid));
	caller->ret = caller->call(caller->arg);
	atomic_store(&caller->done, true);
	return NULL;
}

void caller_begin(struct caller *caller, long (*call)(void *arg), void *arg)
{
	*caller = (struct caller){ .call = call, .arg = arg };
	need(-pthread_create(&caller->thread, NULL, make_call, caller), "a thread");
}

bool caller_is_blocked(const struct caller *caller)
{
	char path[64], text[512] = "";
	const char *state = NULL;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", atomic_load(&caller->tid));
	stat = fopen(path, "re");
	if (!stat)
		return false;
	/* The name before the state may have blanks and brackets in it. */
	if (fgets(text, sizeof(text), stat))
		state = strrchr(text, ')');
	fclose(stat);
	return state && state[1] && state[2] == 'D';
}

bool caller_is_done(const struct caller *caller)
{
	return atomic_load(&caller->done);
}

long caller_end(struct caller *caller)
{
	pthread_join(caller->thread, NULL);
	return caller->ret;
}

bool stall_possible(const char *what)
{
	struct stall stall;
	int ret = stall_begin(&stall);

	if (ret == -ENOSYS) {
		skip(what, "this kernel has no userfaultfd");
		return false;
	}
	need(ret, "userfaultfd");
	stall_free(&stall);
	return true;
}

void caller_begin_stalled(struct caller *caller, struct stall *stall,
			  long (*call)(void *arg), void *arg)
{
	caller_begin(caller, call, arg);
	need(stall_wait(stall, -1, STALL_PATIENCE_MS), "nobody waits for the page");
}

long caller_end_stalled(struct caller *caller, struct stall *stall, const void *data,
			size_t bytes)
{
	need(stall_end(stall, data, bytes), "UFFDIO_COPY");
	return caller_end(caller);
}
