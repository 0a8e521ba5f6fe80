// SPDX-License-Identifier: GPL-2.0
/* The table of what aptrace doctor looks at. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../driver/core/outcomes.h"
#include "doctor.h"
#include "fmb_driver.h"
#include "format.h"
#include "outcomes_swap.h"
#include "sysfs.h"

#define MATRIX		"sys/devices/vfio_ap/matrix"
#define FEATURES	MATRIX "/driver/features"
#define CREATE		"/sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"
#define TRACEFS		"sys/kernel/tracing"
#define DEBUGFS		"sys/kernel/debug"

/* The oldest kernel that the driver is built for. */
#define KERNEL_MAJOR	6
#define KERNEL_MINOR	12

/* Numbers of linux/capability.h; older ones lack the two for BPF. */
#define BIT_SYS_ADMIN	21
#define BIT_PERFMON	38
#define BIT_BPF		39

/* --- what came of it */

static void found(struct doctor_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void mend(struct doctor_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, va_list args)
{
	char words[1024];

	vsnprintf(words, sizeof(words), format, args);
	text_puts(text, words);
}

static void found(struct doctor_result *result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(&result->found, format, args);
	va_end(args);
}

static void mend(struct doctor_result *result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(&result->mend, format, args);
	va_end(args);
}

static void is_bad(const struct doctor_check *check, struct doctor_result *result)
{
	result->state = check->needed ? DOCTOR_MISSING : DOCTOR_WARNING;
}

/* --- files below the root */

static const char *path_of(const struct doctor_host *host, const char *file,
			   char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", host->root, file);
	return path;
}

/* 0, or why it is not there. */
static int absent(const struct doctor_host *host, const char *file)
{
	char path[PATH_MAX];
	struct stat st;

	return stat(path_of(host, file, path), &st) ? errno : 0;
}

static int unreadable(const struct doctor_host *host, const char *folder)
{
	char path[PATH_MAX];
	DIR *dir = opendir(path_of(host, folder, path));
	int err = errno;

	if (!dir)
		return err;
	closedir(dir);
	return 0;
}

static bool is_entry(const char *name)
{
	return name[0] != '.';
}

static bool is_uuid(const char *name)
{
	uint8_t uuid[UUID_BYTES];

	return parse_uuid(name, uuid);
}

/* "0a.0006", as opposed to bind, uevent and so on */
static bool is_queue(const char *name)
{
	return strlen(name) == 7 && name[2] == '.' &&
	       strspn(name, "0123456789abcdef.") == 7;
}

static size_t count(const struct doctor_host *host, const char *folder,
		    bool (*wanted)(const char *name))
{
	char path[PATH_MAX], why[SYSFS_WHY_BYTES];
	struct sysfs_names names;
	size_t result;

	sysfs_list(path_of(host, folder, path), wanted, &names, why);
	result = names.count;
	sysfs_names_free(&names);
	return result;
}

static bool is_denied(int err)
{
	return err == EACCES || err == EPERM;
}

/* Neither there nor not there: the rights are missing, or the file misbehaves. */
static void cannot_tell(struct doctor_result *result, const char *file,
			const char *why, bool denied)
{
	result->state = DOCTOR_UNKNOWN;
	result->failed = !denied;
	found(result, "/%s: %s", file, why);
	if (denied)
		mend(result, "sudo aptrace doctor");
}

/* The text of a file; false: it is absent, or it was told why it cannot be read. */
static bool read_file(const struct doctor_host *host, const char *file,
		      char *text, struct doctor_result *result)
{
	char why[SYSFS_WHY_BYTES];

	if (sysfs_read(host->root, file, text, why))
		return true;
	if (strcmp(why, SYSFS_WHY_ABSENT))
		cannot_tell(result, file, why, strstr(why, "EACCES") ||
			    strstr(why, "EPERM"));
	return false;
}

static bool told(const struct doctor_result *result)
{
	return result->state != DOCTOR_OK;
}

/* --- the machine */

static void look_machine(const struct doctor_host *host,
			 const struct doctor_check *check,
			 struct doctor_result *result)
{
	found(result, "%s", host->machine);
	if (!strcmp(host->machine, "s390x"))
		return;
	is_bad(check, result);
	mend(result, "Here work, on files of other hosts: aptrace replay FILE, aptrace explain FILE, aptrace export FILE, aptrace preflight SRC DST. To trace, run aptrace on the host of the guest.");
}

static bool kernel_version(const struct doctor_host *host, char *text,
			   unsigned int *version, struct doctor_result *result)
{
	unsigned int major, minor;

	if (!read_file(host, "proc/sys/kernel/osrelease", text, result))
		return false;
	if (sscanf(text, "%u.%u", &major, &minor) != 2)
		return false;
	*version = major << 16 | (minor & 0xffff);
	return true;
}

static void look_kernel(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES] = "";
	unsigned int version;

	if (!kernel_version(host, text, &version, result)) {
		if (!told(result))
			cannot_tell(result, "proc/sys/kernel/osrelease",
				    "tells no version", false);
		return;
	}
	found(result, "Linux %s", text);
	if (version >= (KERNEL_MAJOR << 16 | KERNEL_MINOR))
		return;
	is_bad(check, result);
	mend(result, "The driver is built for Linux %d.%d and later: boot such a kernel.",
	     KERNEL_MAJOR, KERNEL_MINOR);
}

/* --- adapters */

static void look_ap_bus(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	if (!absent(host, "sys/bus/ap")) {
		found(result, "/sys/bus/ap is there");
		return;
	}
	is_bad(check, result);
	found(result, "there is no /sys/bus/ap");
	mend(result, "modprobe ap\nIf that says \"No such device\", this machine has no AP instructions: give the LPAR adapters on the HMC, or the guest that this is <apqns> or ap=on.");
}

/* " 12 " among the numbers of the line "facilities : 0 1 2 ..." */
static bool has_facility(const char *cpuinfo, unsigned int number)
{
	const char *line = strstr(cpuinfo, "\nfacilities");
	unsigned long long each;
	char *end;

	line = line ? strchr(line, ':') : NULL;
	if (!line)
		return false;
	for (line++;; line = end) {
		line += strspn(line, " \t");
		if (*line < '0' || *line > '9')
			return false;
		each = strtoull(line, &end, 10);
		if (each == number)
			return true;
	}
}

static void look_facilities(const struct doctor_host *host,
			    const struct doctor_check *check,
			    struct doctor_result *result)
{
	static const struct {
		unsigned int number;
		const char *name;
	} wanted[] = {
		{ 12, "QCI: which adapters and domains there are" },
		{ 15, "APFT: what an adapter can do" },
		{ 65, "AIV: interrupts of queues" },
	};
	char text[SYSFS_TEXT_BYTES];
	const char *separator = "";
	size_t i;

	if (!read_file(host, "proc/cpuinfo", text, result)) {
		if (!told(result))
			cannot_tell(result, "proc/cpuinfo", SYSFS_WHY_ABSENT,
				    false);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		if (has_facility(text, wanted[i].number))
			continue;
		is_bad(check, result);
		found(result, "%sno facility %u (%s)", separator,
		      wanted[i].number, wanted[i].name);
		separator = ", ";
	}
	if (told(result))
		mend(result, "The machine, or the hypervisor above this host, must offer them.");
	else
		found(result, "facilities 12, 15 and 65");
}

static void look_domain(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES];

	if (!read_file(host, "sys/bus/ap/ap_domain", text, result)) {
		if (told(result))
			return;
		result->state = DOCTOR_UNKNOWN;
		found(result, "there is no AP bus to ask");
		return;
	}
	found(result, "the host's own domain is %s", text);
	if (atoi(text) >= 0)
		return;
	is_bad(check, result);
	mend(result, "lszcrypt -d shows the usage domains; assign one on the HMC, or leave the host without.");
}

static void look_queues(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	const char *folder = "sys/bus/ap/drivers/vfio_ap";
	size_t queues = count(host, folder, is_queue);

	found(result, "%zu queue%s for guests", queues, queues == 1 ? "" : "s");
	if (queues)
		return;
	is_bad(check, result);
	mend(result, "Take adapters and domains from the host, for example adapter 0x0a with domain 6:\necho -0x0a >/sys/bus/ap/apmask; echo -6 >/sys/bus/ap/aqmask");
}

/* --- the driver */

static void look_matrix(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	int err = unreadable(host, MATRIX);

	if (!err) {
		found(result, "/" MATRIX " is there");
		return;
	}
	if (is_denied(err)) {
		cannot_tell(result, MATRIX, strerror(err), true);
		return;
	}
	is_bad(check, result);
	found(result, "there is no /" MATRIX ": vfio_ap is not loaded");
	mend(result, "modprobe vfio_ap");
}

static void look_driver(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES];

	if (!read_file(host, FEATURES, text, result)) {
		if (told(result))
			return;
		is_bad(check, result);
		found(result, "there is no /" FEATURES);
		mend(result, "modprobe vfio_ap");
		return;
	}
	found(result, "features: %s", text);
	if (strstr(text, "migratable"))
		return;
	is_bad(check, result);
	found(result, ": the kernel's own vfio_ap, which cannot migrate");
	mend(result, "Stop the guests with adapters, then load the one that aptrace belongs to:\nmodprobe -r vfio_ap; insmod /PATH/TO/vfio_ap.ko");
}

static void look_mdevs(const struct doctor_host *host,
		       const struct doctor_check *check,
		       struct doctor_result *result)
{
	size_t mdevs = count(host, MATRIX, is_uuid);

	found(result, "%zu mdev%s", mdevs, mdevs == 1 ? "" : "s");
	if (mdevs)
		return;
	is_bad(check, result);
	mend(result, "uuidgen >" CREATE);
}

/* --- tracing */

static void look_tracefs(const struct doctor_host *host,
			 const struct doctor_check *check,
			 struct doctor_result *result)
{
	int err = unreadable(host, TRACEFS);

	if (is_denied(err)) {
		cannot_tell(result, TRACEFS, strerror(err), true);
		return;
	}
	if (!err && count(host, TRACEFS, is_entry)) {
		found(result, "mounted at /" TRACEFS);
		return;
	}
	is_bad(check, result);
	found(result, err ? "there is no /" TRACEFS ": the kernel has no tracing" :
	      "/" TRACEFS " is empty: tracefs is not mounted");
	mend(result, err ? "Boot a kernel with CONFIG_TRACING." :
	     "mount -t tracefs none /" TRACEFS);
}

/* Those of a system, of which there should be so many. */
static void look_events(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result, const char *system,
			unsigned int wanted, bool loaded, const char *module)
{
	char folder[64];
	size_t events;
	int err;

	snprintf(folder, sizeof(folder), TRACEFS "/events/%s", system);
	if (!loaded) {
		is_bad(check, result);
		found(result, "%s is not loaded", module);
		mend(result, "modprobe %s", module);
		return;
	}
	err = unreadable(host, folder);
	if (is_denied(err) || (err && unreadable(host, TRACEFS "/events"))) {
		result->state = DOCTOR_UNKNOWN;
		found(result, "/" TRACEFS " does not say");
		return;
	}
	events = count(host, folder, is_entry);
	/* Its own files, enable and filter, are not events. */
	events -= !absent(host, folder) && events >= 2 ? 2 : 0;
	found(result, "%zu tracepoints of %s", events, system);
	if (events == wanted)
		return;
	is_bad(check, result);
	found(result, ", and not %u: the %s that is loaded is not the one of this aptrace",
	      wanted, module);
	mend(result, "Stop the guests that use it, then load the one that aptrace belongs to:\nmodprobe -r %s; insmod /PATH/TO/%s.ko",
	     module, module);
}

static void look_tracepoints(const struct doctor_host *host,
			     const struct doctor_check *check,
			     struct doctor_result *result)
{
	look_events(host, check, result, "vfio_ap", VFIO_AP_EVENT_KINDS,
		    !absent(host, "sys/module/vfio_ap"), "vfio_ap");
}

static void look_fmb(const struct doctor_host *host,
		     const struct doctor_check *check,
		     struct doctor_result *result)
{
	look_events(host, check, result, "vfio_zpci", 3,
		    !absent(host, "sys/module/" FMB_MODULE), FMB_MODULE);
}

/* The head of what the driver keeps says which layout its events have. */
static bool layout_of(const struct doctor_host *host, unsigned int *abi)
{
	char path[PATH_MAX], kept[PATH_MAX + 64], why[SYSFS_WHY_BYTES];
	struct vfio_ap_outcomes_header header;
	struct sysfs_names names;
	bool good = false;
	FILE *file;
	size_t i;

	path_of(host, DEBUGFS "/vfio", path);
	sysfs_list(path, is_uuid, &names, why);
	for (i = 0; i < names.count && !good; i++) {
		snprintf(kept, sizeof(kept), "%s/%s/outcomes", path,
			 names.names[i]);
		file = fopen(kept, "r");
		if (!file)
			continue;
		good = fread(&header, sizeof(header), 1, file) == 1 &&
		       header.magic == VFIO_AP_OUTCOMES_MAGIC;
		fclose(file);
	}
	sysfs_names_free(&names);
	*abi = header.abi;
	return good;
}

static void look_layout(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	unsigned int abi;

	if (!layout_of(host, &abi)) {
		result->state = DOCTOR_UNKNOWN;
		found(result, "the driver says so in /" DEBUGFS "/vfio/UUID/outcomes, and there is none that can be read");
		mend(result, "Asked again once there is an mdev, as root; aptrace migrations finds out by itself.");
		return;
	}
	found(result, "the driver has layout %u, this aptrace knows %d", abi,
	      VFIO_AP_TRACE_ABI);
	if (abi == VFIO_AP_TRACE_ABI)
		return;
	is_bad(check, result);
	mend(result, "Use the aptrace that was built with this driver.");
}

static void look_debugfs(const struct doctor_host *host,
			 const struct doctor_check *check,
			 struct doctor_result *result)
{
	int err = unreadable(host, DEBUGFS);

	if (is_denied(err)) {
		cannot_tell(result, DEBUGFS, strerror(err), true);
		return;
	}
	if (!err && count(host, DEBUGFS, is_entry)) {
		found(result, "mounted at /" DEBUGFS);
		return;
	}
	is_bad(check, result);
	found(result, err ? "there is no /" DEBUGFS ": the kernel has no debugfs" :
	      "/" DEBUGFS " is empty: debugfs is not mounted");
	mend(result, err ? "Boot a kernel with CONFIG_DEBUG_FS." :
	     "mount -t debugfs none /" DEBUGFS);
}

static void look_outcomes(const struct doctor_host *host,
			  const struct doctor_check *check,
			  struct doctor_result *result)
{
	int err = unreadable(host, DEBUGFS "/vfio");

	if (!err) {
		found(result, "/" DEBUGFS "/vfio is there");
		return;
	}
	if (is_denied(err)) {
		cannot_tell(result, DEBUGFS "/vfio", strerror(err), true);
		return;
	}
	is_bad(check, result);
	found(result, "there is no /" DEBUGFS "/vfio");
	mend(result, "Load vfio_ap, mount debugfs; if it is missing then, boot a kernel with CONFIG_VFIO_DEBUGFS and without debugfs=off. Until then have aptrace record run.");
}

/* --- BPF */

static void look_bpf(const struct doctor_host *host,
		     const struct doctor_check *check,
		     struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES];

	if (read_file(host, "proc/sys/kernel/unprivileged_bpf_disabled", text,
		      result)) {
		/* No obstacle: aptrace has rights, or says that it lacks them. */
		found(result, "bpf() is there (unprivileged_bpf_disabled is %s, which does not matter)",
		      text);
		return;
	}
	if (told(result))
		return;
	is_bad(check, result);
	found(result, "the kernel has no bpf() system call");
	mend(result, "Boot a kernel with CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS.");
}

static void look_lockdown(const struct doctor_host *host,
			  const struct doctor_check *check,
			  struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES];

	if (!read_file(host, "sys/kernel/security/lockdown", text, result)) {
		if (!told(result))
			found(result, "the kernel is not locked down");
		return;
	}
	found(result, "lockdown: %s", text);
	if (!strstr(text, "[confidentiality]"))
		return;
	is_bad(check, result);
	mend(result, "BPF must not read the kernel's memory then: boot with lockdown=integrity, or without lockdown=.");
}

static void look_capabilities(const struct doctor_host *host,
			      const struct doctor_check *check,
			      struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES];
	unsigned long long mask;
	const char *line;
	bool admin, both;

	if (!read_file(host, "proc/self/status", text, result)) {
		if (!told(result))
			cannot_tell(result, "proc/self/status",
				    SYSFS_WHY_ABSENT, false);
		return;
	}
	line = strstr(text, "\nCapEff:");
	if (!line || sscanf(line, "\nCapEff: %llx", &mask) != 1) {
		cannot_tell(result, "proc/self/status", "has no CapEff", false);
		return;
	}
	admin = (mask >> BIT_SYS_ADMIN) & 1;
	both = ((mask >> BIT_BPF) & 1) && ((mask >> BIT_PERFMON) & 1);
	found(result, "%s%s%s%s", admin ? "CAP_SYS_ADMIN " : "",
	      (mask >> BIT_BPF) & 1 ? "CAP_BPF " : "",
	      (mask >> BIT_PERFMON) & 1 ? "CAP_PERFMON " : "",
	      admin || both ? "in effect" : "in effect: not enough");
	if (admin || both)
		return;
	is_bad(check, result);
	mend(result, "sudo aptrace doctor\nOr, for good: setcap cap_bpf,cap_perfmon+ep /PATH/TO/aptrace");
}

/* The programs have no type of the kernel; raw_tp has none of the module either. */
static void look_btf(const struct doctor_host *host, struct doctor_result *result,
		     const char *file, const char *config)
{
	if (!absent(host, file))
		found(result, "/%s is there", file);
	else
		found(result, "there is no /%s, which only tp_btf needs (it takes %s)",
		      file, config);
}

static void look_btf_vmlinux(const struct doctor_host *host,
			     const struct doctor_check *check,
			     struct doctor_result *result)
{
	(void)check;
	look_btf(host, result, "sys/kernel/btf/vmlinux",
		 "a kernel with CONFIG_DEBUG_INFO_BTF");
}

/* Of a module that is not loaded nothing can be said. */
static void look_btf_module(const struct doctor_host *host,
			    struct doctor_result *result, const char *module)
{
	char file[64];

	snprintf(file, sizeof(file), "sys/module/%s", module);
	if (absent(host, file)) {
		result->state = DOCTOR_UNKNOWN;
		found(result, "%s is not loaded", module);
		return;
	}
	snprintf(file, sizeof(file), "sys/kernel/btf/%s", module);
	look_btf(host, result, file,
		 "a module built where the kernel's vmlinux is, with pahole");
}

static void look_btf_driver(const struct doctor_host *host,
			    const struct doctor_check *check,
			    struct doctor_result *result)
{
	(void)check;
	look_btf_module(host, result, "vfio_ap");
}

static void look_btf_fmb(const struct doctor_host *host,
			 const struct doctor_check *check,
			 struct doctor_result *result)
{
	(void)check;
	look_btf_module(host, result, FMB_MODULE);
}

static void look_memlock(const struct doctor_host *host,
			 const struct doctor_check *check,
			 struct doctor_result *result)
{
	char text[SYSFS_TEXT_BYTES], soft[32];
	unsigned int version;
	const char *line;

	if (kernel_version(host, text, &version, result) &&
	    version >= (5U << 16 | 11)) {
		found(result, "no limit applies: memory of BPF is the cgroup's since Linux 5.11");
		return;
	}
	if (told(result))
		return;
	line = read_file(host, "proc/self/limits", text, result) ?
		strstr(text, "Max locked memory") : NULL;
	if (!line || sscanf(line, "Max locked memory %31s", soft) != 1) {
		if (!told(result))
			cannot_tell(result, "proc/self/limits",
				    "has no locked memory", false);
		return;
	}
	found(result, "%s bytes", soft);
	if (!strcmp(soft, "unlimited") || strtoull(soft, NULL, 10) >= 16 << 20)
		return;
	is_bad(check, result);
	mend(result, "ulimit -l unlimited");
}

/* --- the terminal */

static void look_locale(const struct doctor_host *host,
			const struct doctor_check *check,
			struct doctor_result *result)
{
	found(result, "%s", host->codeset);
	if (!strcmp(host->codeset, "UTF-8"))
		return;
	is_bad(check, result);
	found(result, ": names of hosts may not show as they are; all else that aptrace prints is ASCII");
	mend(result, "export LC_ALL=C.UTF-8");
}

static void look_terminal(const struct doctor_host *host,
			  const struct doctor_check *check,
			  struct doctor_result *result)
{
	if (!host->columns) {
		found(result, "no terminal: aptrace prints lines");
		return;
	}
	found(result, "%u columns", host->columns);
	if (host->columns >= 80)
		return;
	is_bad(check, result);
	mend(result, "Live views leave columns out: make the window 80 columns wide or more.");
}

const struct doctor_check doctor_checks[] = {
	{ "machine", "architecture", "only IBM Z has AP queues and zPCI functions",
	  true, false, look_machine },
	{ "kernel", "kernel", "the driver is built for it", true, true,
	  look_kernel },
	{ "ap_bus", "AP bus", "finds adapters and their queues", true, true,
	  look_ap_bus },
	{ "facilities", "facilities of the machine",
	  "what guests and verdicts rely on", false, true, look_facilities },
	{ "domain", "domain of the host", "the host's own requests go there",
	  false, true, look_domain },
	{ "matrix", "matrix device", "mdevs are made below it", true, true,
	  look_matrix },
	{ "driver", "driver vfio_ap", "the one that migrates, not the kernel's own",
	  true, true, look_driver },
	{ "queues", "queues for guests", "what can be given to mdevs", false, true,
	  look_queues },
	{ "mdevs", "mdevs", "what guests get, and what migrates", false, true,
	  look_mdevs },
	{ "tracefs", "tracefs", "for perf and trace-cmd, and to see the tracepoints",
	  false, true, look_tracefs },
	{ "tracepoints", "tracepoints of vfio_ap", "all that aptrace shows comes from them",
	  true, true, look_tracepoints },
	{ "layout", "layout of the events", "driver and aptrace must agree on it",
	  true, true, look_layout },
	{ "bpf", "system call bpf()", "attaches to the tracepoints", true, true,
	  look_bpf },
	{ "lockdown", "kernel lockdown", "confidentiality forbids BPF to read events",
	  true, true, look_lockdown },
	{ "capabilities", "rights", "to load BPF programs", true, true,
	  look_capabilities },
	{ "btf_vmlinux", "BTF of the kernel", "for --attach tp_btf", false, true,
	  look_btf_vmlinux },
	{ "btf_vfio_ap", "BTF of vfio_ap", "for --attach tp_btf", false, true,
	  look_btf_driver },
	{ "memlock", "locked memory", "for maps of BPF on kernels before 5.11",
	  false, true, look_memlock },
	{ "debugfs", "debugfs", "where the driver keeps the last migrations", false,
	  true, look_debugfs },
	{ "outcomes", "what the driver keeps", "for aptrace explain without a recording",
	  false, true, look_outcomes },
	{ "fmb", "tracepoints of vfio_zpci", "for aptrace fmb", false, true,
	  look_fmb },
	{ "btf_fmb", "BTF of " FMB_MODULE, "for aptrace fmb --attach tp_btf", false,
	  true, look_btf_fmb },
	{ "locale", "locale", "UTF-8 shows names as they are", false, false,
	  look_locale },
	{ "terminal", "terminal", "live views want 80 columns", false, false,
	  look_terminal },
};

const unsigned int doctor_check_count = ARRAY_SIZE(doctor_checks);
