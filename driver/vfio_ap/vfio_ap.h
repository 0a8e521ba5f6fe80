/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vfio_ap - passthrough of AP queues to KVM guests, with live migration.
 *
 * The objects:
 *
 *   struct vfio_ap_host    the one "matrix" device: what the host has
 *   struct vfio_ap_mdev    a mediated device: what one guest is given
 *   struct vfio_ap_queue   an AP queue that is bound to this driver
 *   struct vfio_ap_nib     guest memory that a queue's interrupts use
 *   struct vfio_ap_mig     an mdev's migration state machine and its session
 *   struct vfio_ap_mig_file  a migration data file
 *
 * A queue does not point to the mdev that it is assigned to: the owner is the
 * mdev whose matrix has the queue's APQN, looked up when it is needed. So no
 * pointer can go stale when either goes away (review findings R28 to R30).
 *
 * Locks, in the order in which they are taken. Documentation/locking.rst says
 * more; each function asserts with lockdep what it relies on.
 *
 *   vfio's dev_set->lock       open and close of a device, by the VFIO core
 *   vfio_ap_mdev.mig.lock      state machine of one mdev
 *   vfio_ap_mig_file.io_lock   one reader or writer of a data file at a time;
 *                              the only lock held across a user copy, and
 *                              nobody but readers and writers takes it
 *   vfio_ap_mig_file.lock      position, content, death of a data file
 *   kvm's pqap_hook_rwsem      read: a guest's CPU is in our hook
 *   vfio_ap_mdev.nib_lock      pins of one mdev; held across pinning, which can
 *                              sleep for as long as user space likes
 *   ap_perms_mutex             AP bus: apmask and aqmask (called with it:
 *                              the in_use callback)
 *   vfio_ap_host.guests_lock   who may change what any guest sees
 *   kvm->lock                  of one guest; KVM holds it across user copies, so
 *                              it is tried, and waited for without the two above
 *   vfio_ap_host.mdevs_lock    all matrices, the queue table, the mdev list
 *   vfio_ap_mig.hdr_lock       spinlock: identity and sequence of events, and
 *                              what is kept of them
 *   vfio_ap_unmaps.lock        spinlock: who waits for memory to be unpinned
 *
 * A change of a matrix holds guests_lock and mdevs_lock, so either suffices to
 * read one. This driver does nothing under them that user space can stall: no
 * user copy, no waiting for a queue, no vfio (un)register, no fput(), no
 * put_device(), no waiting for kvm->lock.
 */
#ifndef VFIO_AP_H
#define VFIO_AP_H

#include <linux/device.h>
#include <linux/eventfd.h>
#include <linux/kref.h>
#include <linux/kvm_host.h>
#include <linux/lockdep.h>
#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include <linux/vfio_ap_migration.h>
#include <linux/vfio_ap_trace.h>

#include "compat.h"
#include "../core/compat.h"
#include "../core/matrix.h"
#include "../core/outcomes.h"
#include "../core/stream.h"
#include "../core/stream_error.h"
#include "../core/tapq.h"

#define VFIO_AP_DRV_NAME	"vfio_ap"

/**
 * struct vfio_ap_host - what this host has
 * @device: the device "matrix", parent of the mdevs
 * @guests_lock: serialises all that can change what a guest sees
 * @mdevs_lock: protects @mdevs, @queues, @config and all matrices
 * @mdevs: list of struct vfio_ap_mdev
 * @queues: struct vfio_ap_queue by APQN: the queues bound to this driver;
 *	VFIO_AP_RESETTING marks those whose reset has not ended,
 *	VFIO_AP_UNCLEAN those whose reset has failed
 * @wq: all work items of this driver but the following
 * @unmap_wq: those that somebody in dma_unmap() waits for, who has a limit
 * @reset_work: polls the former, tries again with the latter from time to time;
 *	re-arms itself while there are any
 * @refresh_work: vfio_ap_refresh_guests()
 * @reset_wait: woken when a queue's reset has ended
 * @births: number of queues ever bound to this driver
 * @nibs_done: struct vfio_ap_nib that no queue uses and no mdev has any more
 * @nib_work: gives back what is in @nibs_done
 * @config: the AP configuration (QCI). While an AP bus scan has announced new
 *	adapters or domains but not yet made devices of them all, they are left
 *	out, so that a guest sees one change and not one for each queue
 * @adapter_max: highest adapter number that can be assigned
 * @domain_max: highest (usage or control) domain number that can be assigned
 * @mdev_parent: registration with the mdev core
 * @mdev_type: the one type, "passthrough"
 * @mdev_types: points to it: the list of one that the mdev core wants
 */
struct vfio_ap_host {
	struct device device;
	struct mutex guests_lock;	/* see above */
	struct mutex mdevs_lock;	/* see above */
	struct list_head mdevs;
	struct xarray queues;
	struct workqueue_struct *wq;
	struct workqueue_struct *unmap_wq;
	struct delayed_work reset_work;
	struct delayed_work refresh_work;
	wait_queue_head_t reset_wait;
	u64 births;
	struct list_head nibs_done;
	struct work_struct nib_work;
	struct ap_matrix config;
	unsigned int adapter_max;
	unsigned int domain_max;
	struct mdev_parent mdev_parent;
	struct mdev_type mdev_type;
	struct mdev_type *mdev_types;
};

extern struct vfio_ap_host *vfio_ap_host;

#define VFIO_AP_RESETTING	XA_MARK_0
#define VFIO_AP_UNCLEAN		XA_MARK_1

/*
 * The device's IRQ indices. The second came with 7.0; a VMM finds out by asking
 * for the number of IRQs, so that older kernels' headers need not know it.
 */
enum vfio_ap_irq {
	VFIO_AP_IRQ_REQ,	/* the host wants the device back */
	VFIO_AP_IRQ_CFG_CHG,	/* what the guest sees has changed */
	VFIO_AP_IRQS
};

/**
 * struct vfio_ap_queue - an AP queue bound to this driver
 * @apqn: its number
 * @birth: vfio_ap_host.births when it was bound
 * @removing: being unbound; no guest may get it any more
 * @resetting: a reset has begun and has not ended
 * @reset_repeat: the reset instruction was not accepted and must be repeated
 * @reset_done: the reset ended at once; the work item is to account for it
 * @clean: nothing of an earlier guest is in it: no reset of it has failed, or a
 *	later one has succeeded
 * @reset_rc: response code of the last look at a reset
 * @reset_deadline: jiffies after which a reset is given up
 * @reset_limit: jiffies after which it is, however often it is asked for
 * @retry_at: jiffies when a reset that failed is to be tried again
 * @resetting_for: the mdev on whose behalf it is reset, NULL if there is none.
 *	Until the reset has ended no other mdev's guest gets the queue, and the
 *	mdev does not go away: vfio_ap_mdev_remove() waits
 * @nib: what its interrupts use; NULL if they are known to be off
 *
 * All under mdevs_lock.
 */
struct vfio_ap_queue {
	u16 apqn;
	u64 birth;
	bool clean;
	bool removing;
	bool resetting;
	bool reset_repeat;
	bool reset_done;
	u8 reset_rc;
	unsigned long reset_deadline;
	unsigned long reset_limit;
	unsigned long retry_at;
	struct vfio_ap_mdev *resetting_for;
	struct vfio_ap_nib *nib;
};

/**
 * struct vfio_ap_nib - guest memory that a queue's interrupts use
 * @node: in vfio_ap_mdev.nibs while a queue uses it, then in .nibs_done. If it
 *	has no mdev any more: in no list while a queue uses it, then in
 *	vfio_ap_host.nibs_done
 * @mdev: in whose container the page is pinned; NULL when it is not
 * @queue: that uses it; NULL if none does (or nobody knows: @node tells)
 * @kvm: the guest, with a reference: its interruption state area is used too
 * @page: of the indicator byte, with a reference besides the pin
 * @iova: guest physical address of the byte
 * @isc: the guest's interruption subclass, registered with KVM
 * @nisc: the host's subclass that goes with it
 * @was_on: while the guest is being paused: the interrupts were on until then
 * @parked: they were, and are off now; they are to be on when the guest goes on
 *
 * @mdev, @queue, @node, @was_on and @parked are under mdevs_lock, the rest is constant.
 */
struct vfio_ap_nib {
	struct list_head node;
	struct vfio_ap_mdev *mdev;
	struct vfio_ap_queue *queue;
	struct kvm *kvm;
	struct page *page;
	dma_addr_t iova;
	u8 isc;
	u8 nisc;
	bool was_on;
	bool parked;
};

/**
 * struct vfio_ap_resets - the queues of one mdev that are being reset
 * @begun: number of batches begun: a batch begins when nothing was pending
 * @ended: number of batches ended; as long as it differs from @begun the last
 *	one is running
 * @pending: how many queues of the running batch have not ended
 * @queues: how many queues the last batch had
 * @failed: how many of these ended badly
 * @failures: how many queues of the guest have ended badly, ever
 * @cause: why, enum vfio_ap_reset_cause: of the first of them
 * @begin_ns: when the first of them was begun (ktime)
 *
 * All under mdevs_lock.
 */
struct vfio_ap_resets {
	u64 begun;
	u64 ended;
	u32 pending;
	u32 queues;
	u32 failed;
	u64 failures;
	u32 cause;
	u64 begin_ns;
};

/**
 * struct vfio_ap_mig_part - a piece of a source's stream
 * @node: in vfio_ap_mig_file.parts
 * @first_bytes: where in the stream it begins
 * @bytes: its length
 * @data: its contents; constant, like all of this, once it is in the list
 */
struct vfio_ap_mig_part {
	struct list_head node;
	size_t first_bytes;
	size_t bytes;
	u8 data[];
};

/**
 * struct vfio_ap_mig_file - a migration data file
 * @ref: one for the open file, one for the mdev as long as the file is live
 * @io_lock: see the list of locks
 * @lock: protects what follows
 * @mdev: NULL once the state that the file belongs to was left (the file is
 *	dead: read and write give -ENODEV). While not NULL the mdev cannot go
 *	away, because it kills the file first, under @lock
 * @role: source (readable) or destination (writable)
 * @pos_bytes: read or written so far
 * @total_bytes: length of the stream, 0 while not known
 * @parts: source: struct vfio_ap_mig_part, in order
 * @ready_bytes: source: length of all parts
 * @initial_bytes: source: where that ends which PRE_COPY calls initial data
 * @crc: source: CRC-32C of all parts but END
 * @records: source: number of records but END
 * @final: source: END is there
 * @reinit: source: initial data was added after the first part
 * @config: source: the last CONFIG, in one of @parts
 * @config_bytes: source: its length
 * @assigned: source: what the last CONFIG says
 * @guest: source: what the last CONFIG says
 * @buf: destination: the stream as far as it has arrived
 * @buf_bytes: destination: size of @buf
 * @err: sticky negative errno of a refused or broken stream
 * @truncated: RESUMING could not be left because the stream was not complete;
 *	not sticky, the rest may still come
 * @births: vfio_ap_host.births when the queues were asked or judged
 * @judged_jiffies: destination: when that began
 * @judging_jiffies: destination: how long it took
 * @parser: destination: decoder of what has arrived
 * @queues: number of queues of the source guest
 * @verdicts: number of verdicts when it was judged
 * @bad_queues: how many of them were refused
 * @bad_control_domains: how many control domains were refused
 */
struct vfio_ap_mig_file {
	struct kref ref;
	struct mutex io_lock;		/* see above */
	struct mutex lock;		/* see above */
	struct vfio_ap_mdev *mdev;
	u8 role;
	size_t pos_bytes;
	size_t total_bytes;
	struct list_head parts;
	size_t ready_bytes;
	size_t initial_bytes;
	u32 crc;
	u32 records;
	bool final;
	bool reinit;
	const u8 *config;
	size_t config_bytes;
	struct ap_matrix assigned;
	struct ap_matrix guest;
	u8 *buf;
	size_t buf_bytes;
	int err;
	bool truncated;
	u64 births;
	unsigned long judged_jiffies;
	unsigned long judging_jiffies;
	struct ap_stream_parser parser;
	u32 queues;
	u32 verdicts;
	u32 bad_queues;
	u32 bad_control_domains;
};

/**
 * struct vfio_ap_mig - migration of one mdev
 * @lock: the state machine: all fields but @hdr and its lock
 * @state: enum vfio_device_mig_state
 * @file: the live data file, NULL if there is none
 * @complete: source: the whole stream was read
 * @applied: destination: the source's configuration was applied
 * @err: first error of this session that was returned to user space
 * @result: what is to be said of the data file when the session ends: copied
 *	from the file when it dies
 * @result.stream_error: enum vfio_ap_stream_error
 * @result.err: sticky error of the stream
 * @result.bytes: read or written
 * @result.total_bytes: length of the stream
 * @result.queues: of the source guest
 * @result.bad_queues: refused
 * @result.bad_control_domains: refused
 * @begin_ns: when the session began (ktime)
 * @state_since_ns: when @state was entered
 * @state_ns: time spent in each state in this session
 * @hdr_lock: protects @hdr, @first_seq and @outcomes. A spinlock, innermost
 * @hdr: what the next event begins with
 * @first_seq: number of the first event of this session
 * @outcomes: what is kept of the last migrations
 */
struct vfio_ap_mig {
	struct mutex lock;		/* see above */
	enum vfio_device_mig_state state;
	struct vfio_ap_mig_file *file;
	bool complete;
	bool applied;
	int err;
	struct {
		u32 stream_error;
		int err;
		u64 bytes;
		u64 total_bytes;
		u32 queues;
		u32 bad_queues;
		u32 bad_control_domains;
	} result;
	u64 begin_ns;
	u64 state_since_ns;
	u64 state_ns[VFIO_AP_TRACE_STATES];
	spinlock_t hdr_lock;		/* see above */
	struct vfio_ap_trace_hdr hdr;
	u64 first_seq;
	struct ap_outcomes outcomes;
};

/**
 * struct vfio_ap_unmaps - those who wait in dma_unmap() until memory is unpinned
 * @lock: protects the other fields; innermost
 * @waiting: struct vfio_ap_unmap, in order of arrival
 * @turn: the one that @work is at; NULL: none, or it has stopped waiting
 * @callers: how many are in dma_unmap() now
 * @timeouts: how many in a row have left without having been served
 * @found: how many in a row have found something pinned, with less than a minute
 *	between two
 * @noted_jiffies: when the last of either did
 * @bar_first: guest memory that was unmapped just now: its first byte's address
 * @bar_last: its last byte's
 * @bar_until: jiffies until when nothing is pinned there
 * @work: unpins for all of them
 */
struct vfio_ap_unmaps {
	spinlock_t lock;		/* see above */
	struct list_head waiting;
	struct vfio_ap_unmap *turn;
	unsigned int callers;
	unsigned int timeouts;
	unsigned int found;
	unsigned long noted_jiffies;
	u64 bar_first;
	u64 bar_last;
	unsigned long bar_until;
	struct work_struct work;
};

#define VFIO_AP_DIRTY_RANGES	64

/**
 * struct vfio_ap_dirty_range - guest memory
 * @first: guest physical address of its first byte
 * @last: of its last
 */
struct vfio_ap_dirty_range {
	u64 first;
	u64 last;
};

/**
 * struct vfio_ap_dirty - where indicator bytes were given back since the last
 *	report of dirty pages; under mdevs_lock
 * @logging: somebody wants to know
 * @ranges: whole pages; they may overlap
 * @count: number of them
 */
struct vfio_ap_dirty {
	bool logging;
	struct vfio_ap_dirty_range ranges[VFIO_AP_DIRTY_RANGES];
	unsigned int count;
};

/**
 * struct vfio_ap_mdev - a mediated device: what one guest is given
 * @vdev: the VFIO device; must be first
 * @node: in vfio_ap_host.mdevs
 * @mdev: the mdev core's object
 * @assigned: what the administrator assigned
 * @guest: what of it the guest sees (or would see, if there were one)
 * @seen: what the guest saw when it last ran
 * @kvm: the guest; NULL while the device is not open
 * @plugged: the guest's APCB is to hold @guest. False while the migration state
 *	is one in which the device must not be used
 * @revoked: the mdev is being removed: the device is not plugged again
 * @irq_lock: protects @irq_ctx; innermost, taken under any other lock
 * @irq_ctx: eventfd contexts by IRQ index; under @irq_lock
 * @resets: queues being reset on behalf of this mdev
 * @refresh: something may have changed what the guest sees: vfio_ap_refresh_guests()
 * @used: queues have had interrupts on since they were last reset all together: a guest
 *	has used them; under mdevs_lock
 * @pqap_hook: what KVM calls; its address tells the hook which mdev it is for
 * @nib_lock: held while memory of the guest is pinned or unpinned
 * @nibs: struct vfio_ap_nib that queues use; under mdevs_lock
 * @nibs_done: those that none uses any more; under mdevs_lock
 * @nib_work: gives back what is in @nibs_done
 * @unmaps: guest memory that is being unmapped now
 * @dirty: what a report of dirty pages has to say
 * @mig: migration
 */
struct vfio_ap_mdev {
	struct vfio_device vdev;
	struct list_head node;
	struct mdev_device *mdev;
	struct ap_matrix assigned;
	struct ap_matrix guest;
	struct ap_matrix seen;
	struct kvm *kvm;
	bool plugged;
	bool revoked;
	struct mutex irq_lock;		/* see above */
	struct eventfd_ctx *irq_ctx[VFIO_AP_IRQS];
	struct vfio_ap_resets resets;
	bool refresh;
	bool used;
	crypto_hook pqap_hook;
	struct mutex nib_lock;		/* see above */
	struct list_head nibs;
	struct list_head nibs_done;
	struct work_struct nib_work;
	struct vfio_ap_unmaps unmaps;
	struct vfio_ap_dirty dirty;
	struct vfio_ap_mig mig;
};

static inline struct vfio_ap_mdev *to_vfio_ap_mdev(struct vfio_device *vdev)
{
	return container_of(vdev, struct vfio_ap_mdev, vdev);
}

/* The mask as the kernel's AP and KVM functions take it. */
static inline unsigned long *vfio_ap_mask_bitmap(struct ap_mask *mask)
{
	return (unsigned long *)mask->bits;
}

/* ap_driver.c */
void vfio_ap_config_masks(struct ap_matrix *config,
			  const struct ap_config_info *info);
int vfio_ap_driver_register(void);
void vfio_ap_driver_unregister(void);

/* reset.c */
void vfio_ap_reset_init(void);
void vfio_ap_reset_exit(void);
void vfio_ap_reset_start(struct vfio_ap_mdev *mdev, struct vfio_ap_queue *queue,
			 u32 cause);
void vfio_ap_reset_assigned(struct vfio_ap_mdev *mdev, u32 cause);
void vfio_ap_reset_wait(struct vfio_ap_mdev *mdev);
void vfio_ap_reset_settle(void);
void vfio_ap_refresh_guests(void);

/* config.c */
struct vfio_ap_mdev *vfio_ap_owner(u16 apqn);
bool vfio_ap_usable(void *context, u16 apqn);
int vfio_ap_validate(const struct vfio_ap_mdev *mdev, struct ap_matrix *matrix);
void vfio_ap_assign(struct vfio_ap_mdev *mdev, const struct ap_matrix *assigned);
void vfio_ap_refresh(struct vfio_ap_mdev *mdev);

/* guest.c */
bool vfio_ap_try_lock_kvm(struct kvm *kvm);
void vfio_ap_unlock_kvm(struct kvm *kvm);
void vfio_ap_await_kvm(struct kvm *kvm);
void vfio_ap_lock_guest(struct vfio_ap_mdev *mdev);
void vfio_ap_unlock_guest(struct vfio_ap_mdev *mdev);
void vfio_ap_lock_config(struct vfio_ap_mdev *mdev);
void vfio_ap_unlock_config(struct vfio_ap_mdev *mdev);
int vfio_ap_guest_bind(struct vfio_ap_mdev *mdev, struct kvm *kvm);
void vfio_ap_guest_unbind(struct vfio_ap_mdev *mdev);
void vfio_ap_guest_set_masks(struct vfio_ap_mdev *mdev);
void vfio_ap_guest_plug(struct vfio_ap_mdev *mdev);
int vfio_ap_guest_unplug(struct vfio_ap_mdev *mdev);
void vfio_ap_guest_revoke(struct vfio_ap_mdev *mdev);

/* nib.c */
void vfio_ap_nibs_init(struct vfio_ap_mdev *mdev);
void vfio_ap_nibs_close(struct vfio_ap_mdev *mdev);
bool vfio_ap_nibs_unpin(struct vfio_ap_mdev *mdev, u64 first, u64 last);
void vfio_ap_nib_host_init(void);
void vfio_ap_nib_host_exit(void);
struct vfio_ap_nib *vfio_ap_nib_create(struct vfio_ap_mdev *mdev,
				       struct kvm *kvm, dma_addr_t iova, u8 isc);
void vfio_ap_nib_destroy(struct vfio_ap_nib *nib);
bool vfio_ap_nib_in_range(const struct vfio_ap_nib *nib, u64 first, u64 last);
void vfio_ap_nib_attach(struct vfio_ap_queue *queue, struct vfio_ap_nib *nib);
void vfio_ap_nib_done(struct vfio_ap_queue *queue);
void vfio_ap_nib_forget(struct vfio_ap_queue *queue);

/* aqic.c */
struct ap_queue_status vfio_ap_irq_enable(const struct vfio_ap_queue *queue,
					  const struct vfio_ap_nib *nib);
struct ap_queue_status vfio_ap_irq_disable(const struct vfio_ap_queue *queue);
bool vfio_ap_irq_is_off(const struct vfio_ap_queue *queue);
bool vfio_ap_irq_off_step(const struct vfio_ap_queue *queue, bool *was_on);
bool vfio_ap_irq_wait(struct vfio_ap_mdev *mdev,
		      bool (*step)(struct vfio_ap_mdev *mdev, void *context),
		      void *context);
int vfio_ap_irqs_park(struct vfio_ap_mdev *mdev);
void vfio_ap_irqs_unpark(struct vfio_ap_mdev *mdev);

/* unmap.c */
void vfio_ap_unmaps_init(struct vfio_ap_mdev *mdev);
void vfio_ap_unmaps_open(struct vfio_ap_mdev *mdev);
void vfio_ap_unmaps_close(struct vfio_ap_mdev *mdev);
void vfio_ap_unmaps_exit(struct vfio_ap_mdev *mdev);
bool vfio_ap_unmaps_lock_hook(struct vfio_ap_mdev *mdev, bool pins, u64 iova);
void vfio_ap_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length);

/* dirty.c */
extern const struct vfio_log_ops vfio_ap_log_ops;
void vfio_ap_dirty_add(struct vfio_ap_mdev *mdev, u64 iova);
void vfio_ap_dirty_close(struct vfio_ap_mdev *mdev);

/* pqap.c */
int vfio_ap_pqap_hook(struct kvm_vcpu *vcpu);
void vfio_ap_pqap_set_hook(struct vfio_ap_mdev *mdev, bool set);

/* irqs.c */
int vfio_ap_get_irq_info(unsigned long arg);
int vfio_ap_set_irqs(struct vfio_ap_mdev *mdev, unsigned long arg);
void vfio_ap_irq_signal(struct vfio_ap_mdev *mdev, enum vfio_ap_irq index);
void vfio_ap_irqs_release(struct vfio_ap_mdev *mdev);

/* mdev.c */
int vfio_ap_mdev_register(void);
void vfio_ap_mdev_unregister(void);

/* sysfs.c */
extern const struct attribute_group *vfio_ap_mdev_groups[];
extern const struct attribute_group *vfio_ap_queue_groups[];

/* vfio_dev.c */
extern const struct vfio_device_ops vfio_ap_device_ops;

/* mig.c */
void vfio_ap_mig_init(struct vfio_ap_mdev *mdev);
void vfio_ap_mig_release(struct vfio_ap_mdev *mdev);
void vfio_ap_mig_reset(struct vfio_ap_mdev *mdev);
void vfio_ap_mig_close(struct vfio_ap_mdev *mdev);

/* mig_file.c */
struct file *vfio_ap_mig_file_open(struct vfio_ap_mig_file *file);
struct vfio_ap_mig_file *vfio_ap_mig_file_alloc(struct vfio_ap_mdev *mdev,
						u8 role);
void vfio_ap_mig_file_put(struct vfio_ap_mig_file *file);
void vfio_ap_mig_file_kill(struct vfio_ap_mdev *mdev);

/* mig_save.c */
struct file *vfio_ap_mig_save(struct vfio_ap_mdev *mdev, bool pre_copy);
int vfio_ap_mig_save_finish(struct vfio_ap_mdev *mdev);
int vfio_ap_mig_save_update(struct vfio_ap_mig_file *file);

/* mig_resume.c */
struct file *vfio_ap_mig_resume(struct vfio_ap_mdev *mdev);
int vfio_ap_mig_judge(struct vfio_ap_mig_file *file);
void vfio_ap_judge_ownership(struct vfio_ap_mdev *mdev, u16 apqn,
			     struct ap_compat_destination *dst);
int vfio_ap_mig_finish(struct vfio_ap_mdev *mdev);

/* apply.c */
int vfio_ap_mig_apply(struct vfio_ap_mdev *mdev, struct vfio_ap_mig_file *file);

/* events.c */
void vfio_ap_event_init(struct vfio_ap_mdev *mdev);
void vfio_ap_event_session_begin(struct vfio_ap_mdev *mdev);
void vfio_ap_event_session_drop(struct vfio_ap_mdev *mdev);
void vfio_ap_event_begin_data(struct vfio_ap_mdev *mdev, u8 role);
void vfio_ap_event_set_id(struct vfio_ap_mdev *mdev, const u8 *migration_id);
void vfio_ap_event_set_state(struct vfio_ap_mdev *mdev, u8 state);
void vfio_ap_event_request(struct vfio_ap_mdev *mdev, u32 target, u32 from,
			   u32 to, int err, u64 duration_ns);
void vfio_ap_event_arc(struct vfio_ap_mdev *mdev, u32 target, u32 from, u32 to,
		       int err, u64 duration_ns);
void vfio_ap_event_begin(struct vfio_ap_mdev *mdev, u64 total_bytes,
			 const struct ap_matrix *guest);
void vfio_ap_event_io(struct vfio_ap_mig_file *file, u64 pos_bytes,
		      u64 len_bytes, int err);
void vfio_ap_event_verdict(struct vfio_ap_mdev *mdev,
			   struct vfio_ap_ev_verdict *verdict);
void vfio_ap_event_dropped(struct vfio_ap_mdev *mdev, u32 kind, u32 id);
void vfio_ap_event_apply(struct vfio_ap_mdev *mdev, u16 dropped, int err,
			 u64 duration_ns);
void vfio_ap_event_end(struct vfio_ap_mdev *mdev, u32 outcome, u32 cause,
		       int err, u64 duration_ns);
void vfio_ap_event_reset(struct vfio_ap_mdev *mdev, u32 cause, u32 queues,
			 u32 failed, int err, u64 duration_ns);

/* outcomes.c */
#ifdef CONFIG_VFIO_DEBUGFS
void vfio_ap_outcomes_prepare(struct vfio_ap_mdev *mdev);
void vfio_ap_outcomes_begin(struct vfio_ap_mdev *mdev);
void vfio_ap_outcomes_add(struct vfio_ap_mdev *mdev, u32 kind, const void *event);
void vfio_ap_outcomes_drop(struct vfio_ap_mdev *mdev);
void vfio_ap_outcomes_publish(struct vfio_ap_mdev *mdev);
void vfio_ap_outcomes_free(struct vfio_ap_mdev *mdev);
#else
/* Nobody could read them. */
static inline void vfio_ap_outcomes_prepare(struct vfio_ap_mdev *mdev) {}
static inline void vfio_ap_outcomes_begin(struct vfio_ap_mdev *mdev) {}
static inline void vfio_ap_outcomes_add(struct vfio_ap_mdev *mdev, u32 kind,
					const void *event) {}
static inline void vfio_ap_outcomes_drop(struct vfio_ap_mdev *mdev) {}
static inline void vfio_ap_outcomes_publish(struct vfio_ap_mdev *mdev) {}
static inline void vfio_ap_outcomes_free(struct vfio_ap_mdev *mdev) {}
#endif

#endif /* VFIO_AP_H */
