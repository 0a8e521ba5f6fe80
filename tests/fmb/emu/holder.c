// SPDX-License-Identifier: GPL-2.0
/*
 * A thread that holds fmb_lock while a test looks who waits for it. It is one of its
 * own, as a lock has to be released by whoever has taken it.
 */
#include <linux/kthread.h>
#include <linux/wait.h>

#include "fmb_emu.h"

static DECLARE_WAIT_QUEUE_HEAD(changed);
static struct task_struct *holder;
static bool wanted, held;

static bool has_work(void)
{
	return READ_ONCE(wanted) || kthread_should_stop();
}

static bool is_done(void)
{
	return !READ_ONCE(wanted) || kthread_should_stop();
}

static int hold(void *unused)
{
	struct mutex *lock = &fmb_emu.zdev->fmb_lock;

	while (!kthread_should_stop()) {
		wait_event_interruptible(changed, has_work());
		mutex_lock(lock);
		WRITE_ONCE(held, true);
		wake_up_all(&changed);
		wait_event_interruptible(changed, is_done());
		mutex_unlock(lock);
		WRITE_ONCE(held, false);
		wake_up_all(&changed);
	}
	return 0;
}

void fmb_emu_hold(void)
{
	WRITE_ONCE(wanted, true);
	wake_up_all(&changed);
	wait_event(changed, READ_ONCE(held));
}

void fmb_emu_let_go(void)
{
	WRITE_ONCE(wanted, false);
	wake_up_all(&changed);
	wait_event(changed, !READ_ONCE(held));
}

int fmb_emu_holder_start(void)
{
	holder = kthread_run(hold, NULL, "fmb_emu_holder");
	return PTR_ERR_OR_ZERO(holder);
}

void fmb_emu_holder_stop(void)
{
	kthread_stop(holder);
}
