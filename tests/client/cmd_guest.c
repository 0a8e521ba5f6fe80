// SPDX-License-Identifier: GPL-2.0
/* apvmm guest: a guest with a processor, which executes PQAP. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "commands.h"
#include "dirty.h"
#include "error.h"
#include "number.h"
#include "report.h"
#include "session.h"
#include "steps.h"
#include "vcpu.h"

#define RAM_DEFAULT_BYTES	0x400000
#define RAM_PIECE_BYTES		0x100000
/* Its bitmap has room in a page of memory. */
#define DIRTY_MAX_BYTES		0x1000000
#define PEEK_MAX_BYTES		256
#define LINE_MAX_BYTES		512
#define WAIT_IRQ_MAX_MS		60000
#define FC_AQIC			3
#define FC_SHIFT		24
#define AQIC_ENABLE		(1ULL << 47)
#define STATUS_RC_SHIFT		16
/* A step's value is not of the wanted form; no system call fails with that. */
#define BAD_VALUE		(-EILSEQ)
#define SHOW_HEX(key, value)	show_hex(key, value, 0)

/**
 * struct guest - what the steps act on
 * @session: the guest and its device
 * @vcpu: its processor
 */
struct guest {
	struct session session;
	struct vcpu vcpu;
};

static void show_hex(const char *key, u64 value, int digits)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%0*llx", digits, (unsigned long long)value);
	report_text(key, text);
}

static const char *outcome_text(enum vcpu_outcome outcome)
{
	static const char * const texts[] = {
		[VCPU_DONE] = "done",
		[VCPU_USER] = "user",
		[VCPU_PROGRAM] = "program",
		[VCPU_IO] = "io",
		[VCPU_TIMEOUT] = "none",
	};

	return texts[outcome];
}

static int report_pqap(const char *step, int ret, const struct vcpu_result *result)
{
	report_begin(step);
	if (!ret) {
		report_text("outcome", outcome_text(result->outcome));
		if (result->outcome == VCPU_DONE) {
			report_number("cc", result->cc);
			show_hex("rc", result->gr[1] >> STATUS_RC_SHIFT & 0xff, 2);
			show_hex("status", (u32)result->gr[1], 8);
		}
		if (result->outcome == VCPU_PROGRAM)
			report_number("program_code", result->program_code);
		SHOW_HEX("gr0", result->gr[0]);
		SHOW_HEX("gr1", result->gr[1]);
		SHOW_HEX("gr2", result->gr[2]);
	}
	report_errno(ret);
	report_end();
	return ret;
}

/* One of several numbers between commas; @text goes behind it. */
static int next_number(const char **text, u64 *value)
{
	char number[32];
	size_t length = strcspn(*text, ",");

	if (!length || length >= sizeof(number))
		return -EINVAL;
	memcpy(number, *text, length);
	number[length] = '\0';
	*text += length;
	if (**text == ',')
		*text += 1 + (!(*text)[1]);
	return parse_u64(number, 0, UINT64_MAX, value);
}

static int parse_numbers(const char *text, u64 *values, unsigned int count)
{
	while (count--) {
		if (!*text || next_number(&text, values++))
			return -EINVAL;
	}
	return *text ? -EINVAL : 0;
}

/* 0a.0006,on,isc=3,nib=0x2000 or 0a.0006,off: the registers of that AQIC. */
static int parse_aqic(const char *text, u64 gr[3])
{
	unsigned int apid, apqi;
	int used = 0;
	u64 isc;

	if (sscanf(text, "%2x.%4x,%n", &apid, &apqi, &used) != 2 || used != 8)
		return -EINVAL;
	text += used;
	gr[0] = (u64)FC_AQIC << FC_SHIFT | (apid << 8 & 0xff00) | (apqi & 0xff);
	gr[1] = 0;
	gr[2] = 0;
	if (apqi > 0xff)
		return -EINVAL;
	if (!strcmp(text, "off"))
		return 0;
	if (strncmp(text, "on,isc=", 7))
		return -EINVAL;
	text += 7;
	if (next_number(&text, &isc) || isc > 7 || strncmp(text, "nib=", 4))
		return -EINVAL;
	gr[1] = AQIC_ENABLE | isc;
	return parse_u64(text + 4, 0, UINT64_MAX, &gr[2]);
}

static int step_aqic(struct guest *guest, const char *text)
{
	struct vcpu_result result;

	if (parse_aqic(text, result.gr))
		return BAD_VALUE;
	return report_pqap("aqic", vcpu_pqap(&guest->vcpu, &result), &result);
}

static int step_pqap(struct guest *guest, const char *text)
{
	struct vcpu_result result;

	if (parse_numbers(text, result.gr, 3))
		return BAD_VALUE;
	return report_pqap("pqap", vcpu_pqap(&guest->vcpu, &result), &result);
}

static int step_wait_irq(struct guest *guest, const char *text)
{
	struct vcpu_result result = { 0 };
	u64 timeout_ms;
	int ret;

	if (parse_u64(text, 0, WAIT_IRQ_MAX_MS, &timeout_ms))
		return BAD_VALUE;
	ret = vcpu_wait_io(&guest->vcpu, timeout_ms, &result);
	report_begin("wait-irq");
	if (!ret) {
		report_text("outcome", outcome_text(result.outcome));
		if (result.outcome == VCPU_IO)
			report_number("isc", result.isc);
	}
	report_errno(ret);
	report_end();
	return ret;
}

static int step_psw(struct guest *guest, const char *text)
{
	bool problem = !strcmp(text, "problem");

	if (!problem && strcmp(text, "supervisor"))
		return BAD_VALUE;
	guest->vcpu.problem = problem;
	report_begin("psw");
	report_text("state", text);
	report_end();
	return 0;
}

static int map_or_unmap(struct guest *guest, const char *text, const char *step,
			int (*change)(const struct device *device, u64 iova, u64 bytes))
{
	u64 start_ns = now_ns();
	u64 range[2];
	int ret;

	if (parse_numbers(text, range, 2))
		return BAD_VALUE;
	ret = change(&guest->session.device, range[0], range[1]);
	report_simple(step, ret, now_ns() - start_ns);
	if (ret)
		return fail(-ret, "%s of 0x%llx bytes at 0x%llx", step,
			    (unsigned long long)range[1], (unsigned long long)range[0]);
	return 0;
}

static int step_map(struct guest *guest, const char *text)
{
	return map_or_unmap(guest, text, "map", device_map);
}

static int step_unmap(struct guest *guest, const char *text)
{
	return map_or_unmap(guest, text, "unmap", device_unmap);
}

static bool in_ram(const struct guest *guest, u64 addr, u64 bytes)
{
	u64 ram_bytes = guest->session.device.ram_bytes;

	return addr <= ram_bytes && bytes <= ram_bytes - addr;
}

static int step_peek(struct guest *guest, const char *text)
{
	char hex[2 * PEEK_MAX_BYTES + 1] = "";
	u64 range[2], i;

	if (parse_numbers(text, range, 2) || range[1] > PEEK_MAX_BYTES)
		return BAD_VALUE;
	if (!in_ram(guest, range[0], range[1]))
		return fail(EFAULT, "peek=%s: the guest's memory ends before (--ram)", text);
	for (i = 0; i < range[1]; i++)
		sprintf(hex + 2 * i, "%02x",
			__atomic_load_n(&guest->vcpu.ram[range[0] + i], __ATOMIC_RELAXED));
	report_begin("peek");
	SHOW_HEX("addr", range[0]);
	report_text("bytes", hex);
	report_end();
	return 0;
}

static int step_poke(struct guest *guest, const char *text)
{
	u64 pair[2];

	if (parse_numbers(text, pair, 2) || pair[1] > 0xff)
		return BAD_VALUE;
	if (!in_ram(guest, pair[0], 1))
		return fail(EFAULT, "poke=%s: the guest's memory ends before (--ram)", text);
	guest->vcpu.ram[pair[0]] = pair[1];
	report_begin("poke");
	SHOW_HEX("addr", pair[0]);
	report_end();
	return 0;
}

static int step_dirty_start(struct guest *guest, const char *text)
{
	u64 range[2];
	int ret;

	if (parse_numbers(text, range, 2))
		return BAD_VALUE;
	ret = dirty_start(&guest->session.device, range[0], range[1]);
	report_simple("dirty-start", ret, 0);
	return ret;
}

/* The pages that were written to, as many as fit a line; each report clears them. */
/*
 * ADDR,BYTES,PAGE_BYTES. The bitmap is that long, or has memory for its first word only.
 */
static int dirty_pages(struct guest *guest, const char *text, bool torn)
{
	size_t room = sysconf(_SC_PAGESIZE), used = 0;
	u64 part[3], page, end, dirty = 0;
	unsigned char *memory;
	u64 *words;
	char pages[128] = "";
	int ret;

	if (parse_numbers(text, part, 3) || part[1] > DIRTY_MAX_BYTES ||
	    part[2] < DIRTY_PAGE_BYTES)
		return BAD_VALUE;
	memory = mmap(NULL, 2 * room, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	if (mprotect(memory + room, room, PROT_NONE))
		return -errno;
	words = (u64 *)(torn ? memory + room - sizeof(*words) : memory);
	ret = dirty_report(&guest->session.device, part[0], part[1], part[2], words);
	end = torn ? 64 : part[1] / part[2];
	for (page = 0; page < end; page++) {
		if (!(words[page / 64] >> page % 64 & 1))
			continue;
		dirty++;
		if (used < sizeof(pages) - 20)
			used += snprintf(pages + used, sizeof(pages) - used, "%s0x%llx",
					 used ? "," : "",
					 (unsigned long long)(part[0] + page * part[2]));
	}
	munmap(memory, 2 * room);
	report_begin(torn ? "dirty-torn" : "dirty");
	report_number("count", dirty);
	report_text("pages", pages);
	report_errno(ret);
	report_end();
	return ret;
}

static int step_dirty(struct guest *guest, const char *text)
{
	return dirty_pages(guest, text, false);
}

static int step_dirty_torn(struct guest *guest, const char *text)
{
	return dirty_pages(guest, text, true);
}

static int step_dirty_stop(struct guest *guest, const char *text)
{
	int ret = dirty_stop(&guest->session.device);

	(void)text;
	report_simple("dirty-stop", ret, 0);
	return ret;
}

static const struct guest_step {
	const char *prefix;
	int (*run)(struct guest *guest, const char *text);
} guest_steps[] = {
	{ "aqic=", step_aqic },
	{ "pqap=", step_pqap },
	{ "wait-irq=", step_wait_irq },
	{ "psw=", step_psw },
	{ "map=", step_map },
	{ "unmap=", step_unmap },
	{ "peek=", step_peek },
	{ "poke=", step_poke },
	{ "dirty-start=", step_dirty_start },
	{ "dirty=", step_dirty },
	{ "dirty-torn=", step_dirty_torn },
	{ "dirty-stop", step_dirty_stop },
};

static const struct guest_step *find_step(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guest_steps); i++) {
		if (!strncmp(word, guest_steps[i].prefix, strlen(guest_steps[i].prefix)))
			return &guest_steps[i];
	}
	return NULL;
}

static int unknown_step(const char *word)
{
	fail(0, "guest: \"%s\" is no step; see: apvmm guest --help", word);
	return APVMM_USAGE;
}

static bool is_known(const char *word)
{
	return find_step(word) || step_is_known(word);
}

static bool do_word(struct guest *guest, const char *word)
{
	const struct guest_step *step = find_step(word);
	int ret;

	if (!step && !step_is_known(word)) {
		unknown_step(word);
		return false;
	}
	if (!step)
		return !step_do(&guest->session, word);
	ret = step->run(guest, word + strlen(step->prefix));
	/* The only failure that has not been told of. */
	if (ret == BAD_VALUE)
		fail(0, "guest: \"%s\": bad value; see: apvmm guest --help", word);
	return !ret;
}

/* One step a line, each done when it arrives: for somebody who acts in between. */
static bool do_lines(struct guest *guest)
{
	char line[LINE_MAX_BYTES];
	bool good = true;

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && !do_word(guest, line))
			good = false;
	}
	return good;
}

static int open_guest(struct guest *guest, const struct options *options)
{
	struct session *session = &guest->session;
	int ret;

	guest->vcpu = VCPU_NONE;
	if (session_open(session, options, false))
		return -EIO;
	ret = vcpu_set_model(&session->vm, !options->no_aqic, !options->no_apie);
	if (!ret)
		ret = vcpu_create(&guest->vcpu, &session->vm, session->device.ram,
				  session->device.ram_bytes);
	if (ret)
		session_close(session);
	return ret;
}

int cmd_guest(const struct options *given, char **words)
{
	struct options options = *given;
	struct guest guest;
	bool good = true;
	char **word;

	for (word = words; *word; word++) {
		if (!is_known(*word))
			return unknown_step(*word);
	}
	if (!options.ram_bytes)
		options.ram_bytes = RAM_DEFAULT_BYTES;
	if (options.ram_bytes < VCPU_RAM_MIN_BYTES || options.ram_bytes % RAM_PIECE_BYTES) {
		fail(0, "guest: --ram %llu: a multiple of 1 MiB is needed",
		     (unsigned long long)options.ram_bytes);
		return APVMM_USAGE;
	}
	options.ram_piece_bytes = options.no_map ? RAM_UNMAPPED : RAM_PIECE_BYTES;
	if (open_guest(&guest, &options))
		return APVMM_FAILED;
	report_simple("ready", 0, 0);
	for (word = words; *word; word++)
		good &= do_word(&guest, *word);
	if (!*words)
		good = do_lines(&guest);
	vcpu_destroy(&guest.vcpu);
	session_close(&guest.session);
	return good ? APVMM_OK : APVMM_FAILED;
}
