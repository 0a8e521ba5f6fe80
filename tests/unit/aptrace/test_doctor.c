// SPDX-License-Identifier: GPL-2.0
/*
 * What aptrace doctor finds: a host that has all, and for each row of the table the
 * same host with something taken away or put in its place.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../driver/core/outcomes.h"
#include "../../../tools/aptrace/bpf_why.h"
#include "../../../tools/aptrace/doctor.h"
#include "../../../tools/aptrace/exit_codes.h"
#include "../tap.h"
#include "json_check.h"
#include "suites.h"
#include "tree.h"

#define UUID	"bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"
#define MATRIX	"/sys/devices/vfio_ap/matrix/"
#define EVENTS	"/sys/kernel/tracing/events/"
#define KEPT	"/sys/kernel/debug/vfio/" UUID "/outcomes"

#define ALL_CAPS	"Name:\taptrace\nCapEff:\t000001ffffffffff\nSeccomp:\t0\n"

static char root[TREE_BYTES];

static void put_layout(u16 abi)
{
	struct vfio_ap_outcomes_header header = {
		.magic = VFIO_AP_OUTCOMES_MAGIC, .abi = abi,
	};

	tree_file(root, KEPT, &header, sizeof(header));
}

static void put_events(const char *system, unsigned int count)
{
	char path[128];
	unsigned int i;

	snprintf(path, sizeof(path), EVENTS "%s", system);
	tree_remove(root, path);
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), EVENTS "%s/event_%u/", system, i);
		tree_folders(root, path);
	}
	snprintf(path, sizeof(path), EVENTS "%s/enable", system);
	tree_text(root, path, "0\n");
	snprintf(path, sizeof(path), EVENTS "%s/filter", system);
	tree_text(root, path, "none\n");
}

/* A host on which nothing is missing */
static void whole_host(void)
{
	tree_begin(root);
	tree_text(root, "/proc/sys/kernel/osrelease", "6.12.94+deb13-s390x\n");
	tree_text(root, "/proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
	tree_text(root, "/proc/cpuinfo",
		  "vendor_id       : IBM/S390\nfacilities      : 0 1 2 12 15 65 128\ncache0 : x\n");
	tree_text(root, "/proc/self/status", ALL_CAPS);
	tree_text(root, "/proc/self/limits",
		  "Max locked memory         65536                8388608              bytes     \n");
	tree_text(root, "/sys/bus/ap/ap_domain", "6\n");
	tree_folders(root, "/sys/bus/ap/drivers/vfio_ap/0a.0006/");
	tree_text(root, MATRIX "driver/features",
		  "guest_matrix hotplug ap_config migratable\n");
	tree_folders(root, MATRIX UUID "/");
	tree_folders(root, "/sys/module/vfio_ap/");
	tree_folders(root, "/sys/module/vfio_zpci_fmb/");
	tree_text(root, "/sys/kernel/btf/vmlinux", "");
	tree_text(root, "/sys/kernel/btf/vfio_ap", "");
	tree_text(root, "/sys/kernel/btf/vfio_zpci_fmb", "");
	tree_text(root, "/sys/kernel/security/lockdown",
		  "none [integrity] confidentiality\n");
	put_events("vfio_ap", VFIO_AP_EVENT_KINDS);
	put_events("vfio_zpci", 3);
	put_layout(VFIO_AP_TRACE_ABI);
}

static struct doctor_host this_host(void)
{
	return (struct doctor_host) {
		.root = root, .machine = "s390x", .codeset = "UTF-8",
		.columns = 80,
	};
}

static const struct doctor_check *check_of(const char *id)
{
	unsigned int i;

	for (i = 0; i < doctor_check_count; i++)
		if (!strcmp(doctor_checks[i].id, id))
			return &doctor_checks[i];
	CHECK(!"there is such a check");
	return NULL;
}

/**
 * struct change - to the whole host
 * @id: the row that notices
 * @remove: a file or folder that goes, or NULL
 * @path: a file whose text is another one, or NULL
 * @text: that text
 * @state: what the row says then
 * @found: words of it
 * @mend: words of what to do, NULL if there is nothing to be done
 */
struct change {
	const char *id;
	const char *remove;
	const char *path;
	const char *text;
	enum doctor_state state;
	const char *found;
	const char *mend;
};

static const struct change changes[] = {
	{ "kernel", NULL, "/proc/sys/kernel/osrelease", "6.8.0\n",
	  DOCTOR_MISSING, "Linux 6.8.0", "6.12 and later" },
	{ "kernel", NULL, "/proc/sys/kernel/osrelease", "7.0.1\n",
	  DOCTOR_OK, "Linux 7.0.1", NULL },
	{ "kernel", NULL, "/proc/sys/kernel/osrelease", "new\n",
	  DOCTOR_UNKNOWN, "tells no version", NULL },
	{ "ap_bus", "/sys/bus/ap", NULL, NULL, DOCTOR_MISSING,
	  "there is no /sys/bus/ap", "modprobe ap" },
	{ "facilities", NULL, "/proc/cpuinfo", "\nfacilities : 0 1 2 15 66 120\n",
	  DOCTOR_WARNING, "no facility 12 (QCI: which adapters and domains there are), no facility 65",
	  "hypervisor" },
	{ "facilities", "/proc/cpuinfo", NULL, NULL, DOCTOR_UNKNOWN,
	  "/proc/cpuinfo: there is no such file", NULL },
	{ "domain", NULL, "/sys/bus/ap/ap_domain", "-1\n", DOCTOR_WARNING,
	  "is -1", "lszcrypt -d" },
	{ "domain", "/sys/bus/ap", NULL, NULL, DOCTOR_UNKNOWN, "no AP bus", NULL },
	{ "matrix", "/sys/devices/vfio_ap", NULL, NULL, DOCTOR_MISSING,
	  "vfio_ap is not loaded", "modprobe vfio_ap" },
	{ "driver", "/sys/devices/vfio_ap", NULL, NULL, DOCTOR_MISSING,
	  "there is no /sys/devices/vfio_ap/matrix/driver/features", "modprobe vfio_ap" },
	{ "driver", NULL, MATRIX "driver/features", "guest_matrix hotplug ap_config\n",
	  DOCTOR_MISSING, "the kernel's own vfio_ap", "modprobe -r vfio_ap" },
	{ "queues", "/sys/bus/ap/drivers/vfio_ap/0a.0006", NULL, NULL,
	  DOCTOR_WARNING, "0 queues for guests", "/sys/bus/ap/apmask" },
	{ "mdevs", MATRIX UUID, NULL, NULL, DOCTOR_WARNING, "0 mdevs", "uuidgen >" },
	{ "tracefs", EVENTS, NULL, NULL, DOCTOR_WARNING,
	  "tracefs is not mounted", "mount -t tracefs" },
	{ "tracefs", "/sys/kernel/tracing", NULL, NULL, DOCTOR_WARNING,
	  "the kernel has no tracing", "CONFIG_TRACING" },
	{ "tracepoints", "/sys/module/vfio_ap", NULL, NULL, DOCTOR_MISSING,
	  "vfio_ap is not loaded", "modprobe vfio_ap" },
	{ "tracepoints", EVENTS "vfio_ap/event_0", NULL, NULL, DOCTOR_MISSING,
	  "9 tracepoints of vfio_ap, and not 10", "insmod" },
	{ "tracepoints", EVENTS "vfio_ap", NULL, NULL, DOCTOR_MISSING,
	  "0 tracepoints of vfio_ap", "insmod" },
	{ "tracepoints", "/sys/kernel/tracing/events", NULL, NULL, DOCTOR_UNKNOWN,
	  "does not say", NULL },
	{ "layout", KEPT, NULL, NULL, DOCTOR_UNKNOWN, "none that can be read",
	  "once there is an mdev" },
	{ "bpf", "/proc/sys/kernel/unprivileged_bpf_disabled", NULL, NULL,
	  DOCTOR_MISSING, "no bpf() system call", "CONFIG_BPF_SYSCALL" },
	{ "lockdown", NULL, "/sys/kernel/security/lockdown",
	  "none integrity [confidentiality]\n", DOCTOR_MISSING,
	  "[confidentiality]", "lockdown=integrity" },
	{ "lockdown", "/sys/kernel/security/lockdown", NULL, NULL, DOCTOR_OK,
	  "not locked down", NULL },
	{ "capabilities", NULL, "/proc/self/status", "Name:\tx\nCapEff:\t0000000000000000\n",
	  DOCTOR_MISSING, "not enough", "sudo aptrace doctor" },
	{ "capabilities", NULL, "/proc/self/status", "Name:\tx\nCapEff:\t000000c000000000\n",
	  DOCTOR_OK, "CAP_BPF CAP_PERFMON in effect", NULL },
	{ "capabilities", NULL, "/proc/self/status", "Name:\tx\nCapEff:\t0000008000000000\n",
	  DOCTOR_MISSING, "CAP_BPF in effect: not enough", "setcap" },
	{ "capabilities", NULL, "/proc/self/status", "Name:\tx\n",
	  DOCTOR_UNKNOWN, "has no CapEff", NULL },
	{ "btf_vmlinux", "/sys/kernel/btf/vmlinux", NULL, NULL, DOCTOR_OK,
	  "there is no /sys/kernel/btf/vmlinux, which only tp_btf needs (it takes a kernel with CONFIG_DEBUG_INFO_BTF)", NULL },
	{ "btf_vfio_ap", "/sys/kernel/btf/vfio_ap", NULL, NULL, DOCTOR_OK,
	  "there is no /sys/kernel/btf/vfio_ap, which only tp_btf needs", NULL },
	{ "btf_vfio_ap", "/sys/module/vfio_ap", NULL, NULL, DOCTOR_UNKNOWN,
	  "vfio_ap is not loaded", NULL },
	{ "memlock", NULL, "/proc/sys/kernel/osrelease", "5.4.0\n", DOCTOR_WARNING,
	  "65536 bytes", "ulimit -l unlimited" },
	{ "debugfs", "/sys/kernel/debug/vfio", NULL, NULL, DOCTOR_WARNING,
	  "debugfs is not mounted", "mount -t debugfs" },
	{ "debugfs", "/sys/kernel/debug", NULL, NULL, DOCTOR_WARNING,
	  "the kernel has no debugfs", "CONFIG_DEBUG_FS" },
	{ "outcomes", "/sys/kernel/debug/vfio", NULL, NULL, DOCTOR_WARNING,
	  "there is no /sys/kernel/debug/vfio", "CONFIG_VFIO_DEBUGFS" },
	{ "fmb", "/sys/module/vfio_zpci_fmb", NULL, NULL, DOCTOR_WARNING,
	  "vfio_zpci_fmb is not loaded", "modprobe vfio_zpci_fmb" },
	{ "fmb", EVENTS "vfio_zpci/event_2", NULL, NULL, DOCTOR_WARNING,
	  "2 tracepoints of vfio_zpci, and not 3", "insmod" },
	{ "btf_fmb", "/sys/kernel/btf/vfio_zpci_fmb", NULL, NULL, DOCTOR_OK,
	  "there is no /sys/kernel/btf/vfio_zpci_fmb, which only tp_btf needs", NULL },
};

static void check_result(const struct doctor_host *host, const char *id,
			 enum doctor_state state, const char *words,
			 const char *mend)
{
	const struct doctor_check *check = check_of(id);
	struct doctor_result result;

	if (!check)
		return;
	doctor_look(host, check, &result);
	tap_context("%s: %s: %s / %s", id, doctor_state_name(result.state),
		    result.found.data, result.mend.data ? result.mend.data : "");
	CHECK_EQUAL(result.state, state);
	CHECK(result.found.data && strstr(result.found.data, words));
	if (mend)
		CHECK(result.mend.data && strstr(result.mend.data, mend));
	/* What is missing has a mend; what is well has none. */
	if (result.state == DOCTOR_WARNING || result.state == DOCTOR_MISSING)
		CHECK(result.mend.length);
	if (result.state == DOCTOR_OK)
		CHECK(!result.mend.length);
	doctor_result_free(&result);
}

static void all_is_well(void)
{
	const struct doctor_host host = this_host();
	struct text text = { 0 };
	struct json json = { .text = &text };
	unsigned int i;

	whole_host();
	for (i = 0; i < doctor_check_count; i++)
		check_result(&host, doctor_checks[i].id, DOCTOR_OK, "", NULL);
	CHECK_EQUAL(doctor_text(&host, 80, &text), EXIT_OK);
	CHECK(strstr(text.data, "24 ok, 0 warnings, 0 missing, 0 not known\n"));
	text_clear(&text);
	CHECK_EQUAL(doctor_json(&host, &json), EXIT_OK);
	CHECK(json_check(text.data));
	text_free(&text);
	tree_end(root);
}

static void each_row(void)
{
	const struct doctor_host host = this_host();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		const struct change *change = &changes[i];

		whole_host();
		if (change->remove)
			tree_remove(root, change->remove);
		if (change->path)
			tree_text(root, change->path, change->text);
		check_result(&host, change->id, change->state, change->found,
			     change->mend);
		tree_end(root);
	}
}

static bool is_in(const char * const *list, size_t count, const char *id)
{
	while (count--)
		if (!strcmp(list[count], id))
			return true;
	return false;
}

/*
 * Each row that can be bad was seen bad: by a change, or below. What nothing needs any
 * more is never bad; what it says then is in the changes all the same.
 */
static void no_row_is_left_out(void)
{
	static const char * const elsewhere[] = { "machine", "locale", "terminal" };
	static const char * const never_bad[] = { "btf_vmlinux", "btf_fmb" };
	unsigned int i;
	size_t j;

	for (i = 0; i < doctor_check_count; i++) {
		const char *id = doctor_checks[i].id;
		bool never = is_in(never_bad, ARRAY_SIZE(never_bad), id);
		bool seen = is_in(elsewhere, ARRAY_SIZE(elsewhere), id);

		for (j = 0; j < ARRAY_SIZE(changes); j++)
			if (!strcmp(changes[j].id, id))
				seen |= (changes[j].state == DOCTOR_OK) == never;
		tap_context("%s", id);
		CHECK(seen);
	}
}

static void another_layout(void)
{
	const struct doctor_host host = this_host();

	whole_host();
	put_layout(VFIO_AP_TRACE_ABI + 1);
	check_result(&host, "layout", DOCTOR_MISSING,
		     "the driver has layout 2, this aptrace knows 1",
		     "built with this driver");
	tree_end(root);
}

static void terminal_and_locale(void)
{
	struct doctor_host host = this_host();

	whole_host();
	host.columns = 79;
	check_result(&host, "terminal", DOCTOR_WARNING, "79 columns", "80 columns");
	host.columns = 0;
	check_result(&host, "terminal", DOCTOR_OK, "no terminal", NULL);
	host.codeset = "ANSI_X3.4-1968";
	check_result(&host, "locale", DOCTOR_WARNING, "ANSI_X3.4-1968", "LC_ALL=C.UTF-8");
	tree_end(root);
}

/* A laptop: what works there, and nothing about adapters. */
static void another_machine(void)
{
	struct doctor_host host = this_host();
	struct text text = { 0 };

	whole_host();
	host.machine = "x86_64";
	check_result(&host, "machine", DOCTOR_MISSING, "x86_64",
		     "aptrace replay FILE, aptrace explain FILE, aptrace export FILE, aptrace preflight SRC DST");
	check_result(&host, "ap_bus", DOCTOR_NOT_HERE, "only on s390x", NULL);
	CHECK_EQUAL(doctor_text(&host, 80, &text), EXIT_PREREQUISITE);
	CHECK(!strstr(text.data, "AP bus"));
	CHECK(strstr(text.data, "21 only on s390x\n"));
	text_free(&text);
	tree_end(root);
}

/* Who may not look does not know; that is no failure of the check. */
static void without_rights(void)
{
	const struct doctor_host host = this_host();
	static const char * const folders[] = {
		"/sys/kernel/debug", "/sys/kernel/tracing",
	};
	char path[256];
	size_t i;

	if (geteuid())
		return;
	whole_host();
	CHECK(!chmod(root, 0755));
	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		snprintf(path, sizeof(path), "%s%s", root, folders[i]);
		CHECK(!chmod(path, 0700));
	}
	CHECK(!seteuid(65534));
	check_result(&host, "debugfs", DOCTOR_UNKNOWN, "Permission denied", "sudo aptrace doctor");
	check_result(&host, "outcomes", DOCTOR_UNKNOWN, "Permission denied", "sudo aptrace doctor");
	check_result(&host, "tracefs", DOCTOR_UNKNOWN, "Permission denied", "sudo aptrace doctor");
	check_result(&host, "tracepoints", DOCTOR_UNKNOWN, "does not say", NULL);
	CHECK(!seteuid(0));
	tree_end(root);
}

/* The exit code: missing before failed, failed before well. */
static void exit_codes(void)
{
	const struct doctor_host host = this_host();
	struct text text = { 0 };

	whole_host();
	/* A file that is no text: the check itself fails. */
	tree_text(root, "/sys/bus/ap/ap_domain", "\001\n");
	check_result(&host, "domain", DOCTOR_UNKNOWN, "is not text", NULL);
	CHECK_EQUAL(doctor_text(&host, 80, &text), EXIT_RUNTIME);
	tree_remove(root, MATRIX UUID);
	CHECK_EQUAL(doctor_text(&host, 80, &text), EXIT_RUNTIME);
	tree_remove(root, "/sys/module/vfio_ap");
	CHECK_EQUAL(doctor_text(&host, 80, &text), EXIT_PREREQUISITE);
	text_free(&text);
	tree_end(root);
}

/* Asked for tp_btf by name: the module is not to blame for what it does not need. */
static void no_btf(void)
{
	char why[512] = "";

	whole_host();
	CHECK(!bpf_why_no_btf(root, "vfio_ap", why, sizeof(why)));
	CHECK(!bpf_why_no_btf(root, "vfio_none", why, sizeof(why)));
	CHECK_TEXT(why, "");
	tree_text(root, "/proc/self/status", "Name:\tx\nCapEff:\t000000c000000000\n");
	CHECK(bpf_why_no_btf(root, "vfio_ap", why, sizeof(why)));
	CHECK(strstr(why, "needs CAP_SYS_ADMIN to read the BTF of the module vfio_ap"));
	CHECK(strstr(why, "--attach raw_tp, for which CAP_BPF and CAP_PERFMON are enough"));
	tree_remove(root, "/sys/kernel/btf/vfio_zpci_fmb");
	CHECK(bpf_why_no_btf(root, "vfio_zpci_fmb", why, sizeof(why)));
	CHECK(strstr(why, "which has none (no /sys/kernel/btf/vfio_zpci_fmb): use --attach raw_tp"));
	tree_end(root);
}

static const struct test tests[] = {
	{ "all_is_well", all_is_well },
	{ "each_row", each_row },
	{ "no_row_is_left_out", no_row_is_left_out },
	{ "another_layout", another_layout },
	{ "terminal_and_locale", terminal_and_locale },
	{ "another_machine", another_machine },
	{ "without_rights", without_rights },
	{ "exit_codes", exit_codes },
	{ "no_btf", no_btf },
};

SUITE(doctor, tests);
