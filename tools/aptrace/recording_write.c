// SPDX-License-Identifier: GPL-2.0
/* The first line of a recording. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "format.h"
#include "json_writer.h"
#include "recording_write.h"
#include "version.h"

#define MODULE		"/sys/module/vfio_ap/"
#define BUILD_ID	MODULE "notes/.note.gnu.build-id"
/* Three lengths and "GNU" stand before it. */
#define NOTE_HEAD_BYTES	16
#define BUILD_ID_BYTES	20

/* The first word of a file, "" if there is none. */
static void read_word(const char *path, char word[RECORDING_WORD_BYTES])
{
	FILE *file = fopen(path, "re");
	char format[16];

	word[0] = '\0';
	if (!file)
		return;
	snprintf(format, sizeof(format), "%%%ds", RECORDING_WORD_BYTES - 1);
	if (fscanf(file, format, word) != 1)
		word[0] = '\0';
	fclose(file);
}

static void read_build_id(char word[RECORDING_WORD_BYTES])
{
	unsigned char note[NOTE_HEAD_BYTES + BUILD_ID_BYTES];
	FILE *file = fopen(BUILD_ID, "re");
	size_t length, i;
	char *next = word;

	if (!file)
		return;
	length = fread(note, 1, sizeof(note), file);
	fclose(file);
	if (length != sizeof(note))
		return;
	next += sprintf(next, "build-id:");
	for (i = NOTE_HEAD_BYTES; i < length; i++)
		next += sprintf(next, "%02x", note[i]);
}

/* Whatever tells one build of the module from another. */
static void read_driver(char word[RECORDING_WORD_BYTES])
{
	read_word(MODULE "version", word);
	if (!word[0])
		read_word(MODULE "srcversion", word);
	if (!word[0])
		read_build_id(word);
}

void recording_header_here(struct recording_header *header)
{
	char boot_id[RECORDING_WORD_BYTES];
	struct utsname name;

	memset(header, 0, sizeof(*header));
	header->format = RECORDING_FORMAT;
	header->abi = VFIO_AP_TRACE_ABI;
	header->boot_ns = clock_boot_ns();
	header->clock_offset_ns = clock_offset_ns();
	snprintf(header->version, sizeof(header->version), "%s",
		 APTRACE_VERSION);
	uname(&name);
	snprintf(header->host, sizeof(header->host), "%.64s", name.nodename);
	snprintf(header->kernel, sizeof(header->kernel), "%.64s", name.release);
	snprintf(header->machine, sizeof(header->machine), "%.64s",
		 name.machine);
	read_word("/proc/sys/kernel/random/boot_id", boot_id);
	snprintf(header->boot_id, sizeof(header->boot_id), "%.36s", boot_id);
	read_driver(header->driver);
}

static void word_json(struct json *json, const char *name, const char *word)
{
	if (word[0])
		json_string(json, name, word);
	else
		json_null(json, name);
}

void recording_header_write(const struct recording_header *header,
			    struct text *text)
{
	struct json json = { .text = text };
	char time[40], uuid[UUID_TEXT_BYTES];

	json_open_object(&json, NULL);
	json_string(&json, "type", "header");
	format_iso_time(time, sizeof(time),
			header->boot_ns + header->clock_offset_ns);
	json_string(&json, "time", time);
	json_unsigned(&json, "boot_ns", header->boot_ns);
	json_unsigned(&json, "format", header->format);
	json_unsigned(&json, "abi", header->abi);
	if (header->clock_unknown)
		json_null(&json, "clock_offset_ns");
	else
		json_signed(&json, "clock_offset_ns", header->clock_offset_ns);
	word_json(&json, "boot_id", header->boot_id);
	word_json(&json, "version", header->version);
	word_json(&json, "host", header->host);
	word_json(&json, "kernel", header->kernel);
	word_json(&json, "machine", header->machine);
	word_json(&json, "driver", header->driver);
	word_json(&json, "attach", header->attach);
	json_unsigned(&json, "tracepoints", header->tracepoints);
	if (header->mdev.set) {
		format_uuid(uuid, header->mdev.uuid);
		json_string(&json, "mdev_uuid", uuid);
	} else {
		json_null(&json, "mdev_uuid");
	}
	json_close_object(&json);
	text_putc(text, '\n');
}
