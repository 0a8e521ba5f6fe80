// SPDX-License-Identifier: GPL-2.0
/*
 * One fault for each checker of the debug kernel, so that the lab's self test can
 * show that it would be reported: insmod lab_faults.ko fault=NAME. Each is small
 * enough that the host goes on; the checkers that fall silent after their first
 * report (KASAN, lockdep) therefore have one fault each.
 */
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static char *fault = "none";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault, "use-after-free, leak, lock-order, list, object or atomic-sleep");

static void use_after_free(void)
{
	u8 *buffer = kmalloc(64, GFP_KERNEL);

	if (!buffer)
		return;
	kfree(buffer);
	/* The compiler must not see that this is the freed memory. */
	OPTIMIZER_HIDE_VAR(buffer);
	WRITE_ONCE(buffer[8], 1);
}

/* Several, as a stale copy in a register or on a stack hides one from the scan. */
static void leak(void)
{
	int i;

	for (i = 0; i < 8; i++) {
		u8 *buffer = kmalloc(200, GFP_KERNEL);

		OPTIMIZER_HIDE_VAR(buffer);
	}
}

static DEFINE_MUTEX(first_lock);
static DEFINE_MUTEX(second_lock);

/* Nobody waits for ever: lockdep knows the order before anybody could. */
static void lock_order(void)
{
	mutex_lock(&first_lock);
	mutex_lock(&second_lock);
	mutex_unlock(&second_lock);
	mutex_unlock(&first_lock);

	mutex_lock(&second_lock);
	mutex_lock(&first_lock);
	mutex_unlock(&first_lock);
	mutex_unlock(&second_lock);
}

/* The entry's neighbour does not point back; adding after it must be noticed. */
static void list_corruption(void)
{
	static LIST_HEAD(head);
	static LIST_HEAD(stranger);
	static LIST_HEAD(entry);

	head.next = &stranger;
	list_add(&entry, &head);
}

static DECLARE_COMPLETION(go_on);

static void wait_to_go_on(struct work_struct *work)
{
	wait_for_completion(&go_on);
}

static void nothing(struct work_struct *work)
{
}

/* A work that is queued is initialised anew; the checker takes it out first. */
static void active_object(void)
{
	static struct work_struct blocker, work;
	struct workqueue_struct *queue;

	queue = alloc_ordered_workqueue("lab_faults", 0);
	if (!queue)
		return;
	INIT_WORK(&blocker, wait_to_go_on);
	INIT_WORK(&work, nothing);
	queue_work(queue, &blocker);
	queue_work(queue, &work);
	INIT_WORK(&work, nothing);
	complete(&go_on);
	destroy_workqueue(queue);
}

static void atomic_sleep(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "use-after-free", use_after_free },
	{ "leak", leak },
	{ "lock-order", lock_order },
	{ "list", list_corruption },
	{ "object", active_object },
	{ "atomic-sleep", atomic_sleep },
};

static int __init lab_faults_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (!strcmp(fault, faults[i].name)) {
			faults[i].commit();
			return 0;
		}
	}
	pr_err("lab_faults: fault=%s: not one of those that modinfo names\n", fault);
	return -EINVAL;
}

static void __exit lab_faults_exit(void)
{
}

module_init(lab_faults_init);
module_exit(lab_faults_exit);
MODULE_DESCRIPTION("Faults that the lab's debug kernel must report");
MODULE_LICENSE("GPL");
