// SPDX-License-Identifier: GPL-2.0
/*
 * The AP configuration of a host, from its sysfs (Documentation/attributes.rst).
 *
 * Plain sysfs: any kernel with an AP bus has these files. Those that vfio_ap adds
 * are the same in the kernel's own driver.
 */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "format.h"
#include "inventory_sysfs.h"
#include "sysfs.h"
#include "text.h"

#define BUS	"bus/ap"
#define DEVICES	"bus/ap/devices"
#define DRIVER	"bus/matrix/drivers/vfio_ap"
#define MATRIX	"devices/vfio_ap/matrix"
#define STATES	"kernel/debug/vfio"
#define UV	"firmware/uv"

/*
 * matrix and guest_matrix are a page, and end with it: of the lines of 8 characters
 * that is the 511th, behind which the kernel's own driver begins another one.
 */
#define MATRIX_LINES	511

/**
 * struct scan - one look at a sysfs
 * @inventory: is being filled
 * @root: where the sysfs is
 * @text: of the attribute that was read last
 * @why: why one was not
 */
struct scan {
	struct inventory *inventory;
	const char *root;
	char text[SYSFS_TEXT_BYTES];
	char why[INV_WHY_BYTES];
};

bool inv_has_word(const char *text, const char *word)
{
	size_t length = strlen(word);
	const char *at;

	for (at = text; (at = strstr(at, word)); at += length)
		if ((at == text || at[-1] == ' ') &&
		    (!at[length] || at[length] == ' '))
			return true;
	return false;
}

/* Whatever a path is made of: nothing is below one that is too long. */
static void make_path(char path[PATH_MAX], const char *root, const char *folder,
		      const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s%s%s", root, folder, *name ? "/" : "",
		     name) >= PATH_MAX)
		strcpy(path, "/dev/null");
}

/* All members of an object that are attributes of one folder. */
static void read_fields(struct scan *scan, const struct inv_table *table,
			const char *folder, struct inv_value *values)
{
	const struct inv_field *field;
	size_t i;

	for (i = 0; i < table->count; i++) {
		field = &table->fields[i];
		if (!field->file)
			continue;
		if (!sysfs_read(folder, field->file, scan->text, scan->why) ||
		    !inv_parse(scan->inventory, field, scan->text, &values[i],
			       scan->why))
			inv_set_why(scan->inventory, &values[i], scan->why);
	}
}

static void read_driver_link(struct scan *scan, const char *folder,
			     struct inv_value *value)
{
	char name[64];

	if (sysfs_link(folder, "driver", name, sizeof(name), scan->why))
		inv_set_text(scan->inventory, value, name);
	else
		inv_set_why(scan->inventory, value, scan->why);
}

/* --- the host */

/* A name of a host can be anything; one that nobody can print is none. */
static void set_line(struct scan *scan, enum inv_host_field member,
		     const char *text)
{
	struct inv_value *value = &scan->inventory->host[member];

	if (!inv_parse(scan->inventory, &inv_host_table.fields[member], text, value,
		       scan->why))
		inv_set_why(scan->inventory, value, scan->why);
}

static void scan_uname(struct scan *scan, bool own)
{
	struct inventory *inventory = scan->inventory;
	struct inv_value *host = inventory->host;
	struct utsname uts;

	if (!own || uname(&uts)) {
		snprintf(scan->why, sizeof(scan->why), own ? "uname() fails" :
			 "the sysfs is not that of the running kernel");
		inv_set_why(inventory, &host[INV_HOST_NAME], scan->why);
		inv_set_why(inventory, &host[INV_HOST_KERNEL], scan->why);
		inv_set_why(inventory, &host[INV_HOST_MACHINE], scan->why);
		return;
	}
	set_line(scan, INV_HOST_NAME, uts.nodename);
	set_line(scan, INV_HOST_KERNEL, uts.release);
	set_line(scan, INV_HOST_MACHINE, uts.machine);
}

/*
 * As ap_is_se_guest(): the machine is protected, and its AP bus knows it. Without
 * the ultravisor there is no such file.
 */
static void scan_se_guest(struct scan *scan)
{
	const struct inv_value *features = &scan->inventory->bus[INV_BUS_FEATURES];
	struct inv_value *value = &scan->inventory->host[INV_HOST_SE_GUEST];
	const struct inv_field *field = &inv_host_table.fields[INV_HOST_SE_GUEST];
	char folder[PATH_MAX];

	make_path(folder, scan->root, UV, "");
	if (!sysfs_read(folder, "prot_virt_guest", scan->text, scan->why)) {
		if (strcmp(scan->why, SYSFS_WHY_ABSENT))
			inv_set_why(scan->inventory, value, scan->why);
		else
			inv_set_number(value, 0);
		return;
	}
	if (!inv_parse(scan->inventory, field, scan->text, value, scan->why)) {
		inv_set_why(scan->inventory, value, scan->why);
		return;
	}
	if (!value->number)
		return;
	if (features->why)
		inv_set_why(scan->inventory, value, features->why);
	else
		inv_set_number(value, inv_has_word(features->text, "APSB"));
}

static void scan_host(struct scan *scan, bool own)
{
	char time[40];

	scan_uname(scan, own);
	format_iso_time(time, sizeof(time), clock_boot_ns() + clock_offset_ns());
	inv_set_text(scan->inventory, &scan->inventory->host[INV_HOST_TIME], time);
	scan_se_guest(scan);
}

/* --- the AP bus */

/* Without QCI the bus cannot show the masks, and vfio_ap has none either. */
static void scan_bus(struct scan *scan)
{
	static const enum inv_bus_field masks[] = {
		INV_BUS_ADAPTERS, INV_BUS_DOMAINS, INV_BUS_CONTROL_DOMAINS,
	};
	struct inv_value *bus = scan->inventory->bus;
	char folder[PATH_MAX];
	size_t i;

	make_path(folder, scan->root, BUS, "");
	read_fields(scan, &inv_bus_table, folder, bus);
	if (!bus[INV_BUS_ADAPTERS].why) {
		inv_set_number(&bus[INV_BUS_QCI], 1);
		return;
	}
	if (!sysfs_read(folder, "ap_adapter_mask", scan->text, scan->why) ||
	    strcmp(scan->text, "not supported")) {
		bus[INV_BUS_QCI].why = bus[INV_BUS_ADAPTERS].why;
		return;
	}
	inv_set_number(&bus[INV_BUS_QCI], 0);
	for (i = 0; i < ARRAY_SIZE(masks); i++)
		inv_set_why(scan->inventory, &bus[masks[i]],
			    "not supported: the machine has no QCI");
}

static bool is_card(const char *name)
{
	return !strncmp(name, "card", 4);
}

static bool is_queue(const char *name)
{
	return strchr(name, '.') && name[0] != '.';
}

static bool is_mdev(const char *name)
{
	uint8_t uuid[UUID_BYTES];

	return parse_uuid(name, uuid);
}

/*
 * All items of a list. One whose name makes no sense spoils the list: nobody can
 * tell what it is.
 */
static void scan_list(struct scan *scan, struct inv_list *list,
		      const struct inv_table *table, const char *folder,
		      bool (*wanted)(const char *name), size_t skip,
		      void (*read)(struct scan *scan, const char *folder,
				   struct inv_item *item))
{
	struct sysfs_names names;
	struct inv_item *item;
	char path[PATH_MAX];
	size_t i;

	make_path(path, scan->root, folder, "");
	if (!sysfs_list(path, wanted, &names, scan->why)) {
		list->why = inventory_why(scan->inventory, scan->why);
		goto out;
	}
	list->why = NULL;
	for (i = 0; i < names.count; i++) {
		make_path(path, scan->root, folder, names.names[i]);
		item = inv_add(scan->inventory, list, table,
			       names.names[i] + skip);
		if (!item) {
			snprintf(scan->why, sizeof(scan->why),
				 "'%.24s' is not %s", names.names[i] + skip,
				 table->wanted);
			list->why = inventory_why(scan->inventory, scan->why);
			list->count = 0;
			break;
		}
		read(scan, path, item);
	}
out:
	sysfs_names_free(&names);
}

static void read_card(struct scan *scan, const char *folder,
		      struct inv_item *item)
{
	read_fields(scan, &inv_card_table, folder, item->values);
	read_driver_link(scan, folder, &item->values[INV_CARD_DRIVER]);
}

static void read_queue(struct scan *scan, const char *folder,
		       struct inv_item *item)
{
	read_fields(scan, &inv_queue_table, folder, item->values);
	read_driver_link(scan, folder, &item->values[INV_QUEUE_DRIVER]);
}

/* --- mdevs */

/**
 * struct lines - what matrix or guest_matrix says
 * @adapters: that are in a line
 * @domains: that are in a line
 * @cut: there may be more
 */
struct lines {
	struct ap_mask adapters;
	struct ap_mask domains;
	bool cut;
};

static bool hex_number(const char **at, unsigned int digits, unsigned int *number)
{
	char text[5] = "";
	char *end;

	memcpy(text, *at, strnlen(*at, digits));
	*number = strtoul(text, &end, 16);
	if (end != text + digits || strspn(text, "0123456789abcdef") != digits)
		return false;
	*at += digits;
	return *number < AP_MASK_BITS;
}

/* "03.0006", "03." or ".0006", then the end or another line. */
static bool parse_line(const char **at, struct lines *lines)
{
	unsigned int number;

	if (**at != '.') {
		if (!hex_number(at, 2, &number))
			return false;
		ap_mask_set(&lines->adapters, number);
	}
	if (*(*at)++ != '.')
		return false;
	if (**at && **at != '\n') {
		if (!hex_number(at, 4, &number))
			return false;
		ap_mask_set(&lines->domains, number);
	}
	return !**at || *(*at)++ == '\n';
}

static bool parse_lines(const char *text, struct lines *lines, char *why)
{
	const char *at = text, *line = text;
	unsigned int count;

	memset(lines, 0, sizeof(*lines));
	for (count = 0; *at; count++) {
		line = at;
		if (count == MATRIX_LINES) {
			lines->cut = true;
			return true;
		}
		if (!parse_line(&at, lines)) {
			snprintf(why, INV_WHY_BYTES,
				 "'%.12s' in line %u is not a queue, AA.DDDD",
				 line, count + 1);
			return false;
		}
	}
	lines->cut = count >= MATRIX_LINES;
	return true;
}

static bool read_lines(struct scan *scan, const char *folder, const char *file,
		       struct lines *lines)
{
	return sysfs_read(folder, file, scan->text, scan->why) &&
	       parse_lines(scan->text, lines, scan->why);
}

/* Three masks with commas between them. */
static bool read_ap_config(struct scan *scan, const char *folder,
			   struct ap_mask masks[3])
{
	char *rest = scan->text, *part;
	int i;

	if (!sysfs_read(folder, "ap_config", scan->text, scan->why))
		return false;
	for (i = 0; i < 3; i++) {
		part = strsep(&rest, ",");
		if (!part || !inv_parse_mask(part, &masks[i])) {
			snprintf(scan->why, sizeof(scan->why),
				 "ap_config does not have three masks");
			return false;
		}
	}
	if (!rest)
		return true;
	snprintf(scan->why, sizeof(scan->why), "ap_config has more than three masks");
	return false;
}

/* One number of four digits in a line. */
static bool read_control_domains(struct scan *scan, const char *folder,
				 struct ap_mask *mask)
{
	const char *at = scan->text;
	unsigned int number;

	memset(mask, 0, sizeof(*mask));
	if (!sysfs_read(folder, "control_domains", scan->text, scan->why))
		return false;
	while (*at) {
		if (!hex_number(&at, 4, &number) || (*at && *at++ != '\n')) {
			snprintf(scan->why, sizeof(scan->why),
				 "control_domains is not a list of domains, DDDD");
			return false;
		}
		ap_mask_set(mask, number);
	}
	return true;
}

/* ap_config has it all; a kernel without it has the lists. */
static void read_assigned(struct scan *scan, const char *folder,
			  struct inv_value *values)
{
	struct inventory *inventory = scan->inventory;
	struct ap_mask masks[3];
	struct lines lines;

	if (read_ap_config(scan, folder, masks)) {
		inv_set_mask(inventory, &values[INV_MDEV_ADAPTERS], &masks[0]);
		inv_set_mask(inventory, &values[INV_MDEV_DOMAINS], &masks[1]);
		inv_set_mask(inventory, &values[INV_MDEV_CONTROL_DOMAINS], &masks[2]);
		return;
	}
	if (!strcmp(scan->why, SYSFS_WHY_ABSENT) &&
	    read_lines(scan, folder, "matrix", &lines)) {
		if (!lines.cut) {
			inv_set_mask(inventory, &values[INV_MDEV_ADAPTERS],
				     &lines.adapters);
			inv_set_mask(inventory, &values[INV_MDEV_DOMAINS],
				     &lines.domains);
			goto control;
		}
		snprintf(scan->why, sizeof(scan->why),
			 "there is no ap_config, and matrix ends with its page");
	}
	inv_set_why(inventory, &values[INV_MDEV_ADAPTERS], scan->why);
	inv_set_why(inventory, &values[INV_MDEV_DOMAINS], scan->why);
control:
	if (read_control_domains(scan, folder, &masks[2]))
		inv_set_mask(inventory, &values[INV_MDEV_CONTROL_DOMAINS], &masks[2]);
	else
		inv_set_why(inventory, &values[INV_MDEV_CONTROL_DOMAINS], scan->why);
}

static bool has_status(const struct inventory *inventory, u16 apqn,
		       const char *status)
{
	const struct inv_item *queue = inv_find(&inventory->queues, apqn);

	return queue && !queue->values[INV_QUEUE_STATUS].why &&
	       !strcmp(queue->values[INV_QUEUE_STATUS].text, status);
}

/*
 * The list ended with its page. All domains are in it, as the first adapter's
 * lines are; of the adapters behind the last line the queues tell, if a guest
 * runs: those that it sees are "in use", the others "assigned".
 */
static bool complete_lines(const struct inventory *inventory,
			   const struct inv_value *values, struct lines *lines)
{
	const struct inv_value *assigned = &values[INV_MDEV_ADAPTERS];
	unsigned int adapter, first, last = 0;
	unsigned int domain = ap_mask_next(&lines->domains, 0);

	if (assigned->why || domain == AP_MASK_BITS)
		return false;
	first = ap_mask_next(&lines->adapters, 0);
	ap_mask_for_each(adapter, &lines->adapters)
		last = adapter;
	for (adapter = ap_mask_next(assigned->mask, last + 1);
	     adapter < AP_MASK_BITS;
	     adapter = ap_mask_next(assigned->mask, adapter + 1)) {
		if (has_status(inventory, AP_APQN(adapter, domain), "in use"))
			ap_mask_set(&lines->adapters, adapter);
		else if (!has_status(inventory, AP_APQN(adapter, domain), "assigned") ||
			 !has_status(inventory, AP_APQN(first, domain), "in use"))
			return false;
	}
	return true;
}

static void read_guest(struct scan *scan, const char *folder,
		       struct inv_value *values)
{
	struct inventory *inventory = scan->inventory;
	struct lines lines;
	bool good;

	good = read_lines(scan, folder, "guest_matrix", &lines);
	if (good && lines.cut &&
	    !complete_lines(inventory, values, &lines)) {
		snprintf(scan->why, sizeof(scan->why),
			 "guest_matrix ends with its page, and no guest runs that would show in the queues' status");
		good = false;
	}
	if (good) {
		inv_set_mask(inventory, &values[INV_MDEV_GUEST_ADAPTERS],
			     &lines.adapters);
		inv_set_mask(inventory, &values[INV_MDEV_GUEST_DOMAINS],
			     &lines.domains);
		return;
	}
	inv_set_why(inventory, &values[INV_MDEV_GUEST_ADAPTERS], scan->why);
	inv_set_why(inventory, &values[INV_MDEV_GUEST_DOMAINS], scan->why);
}

static void read_mdev(struct scan *scan, const char *folder,
		      struct inv_item *item)
{
	const struct inv_field *state = &inv_mdev_table.fields[INV_MDEV_STATE];
	struct inv_value *value = &item->values[INV_MDEV_STATE];
	char path[PATH_MAX], name[INV_ITEM_NAME_BYTES + 16];

	read_assigned(scan, folder, item->values);
	read_guest(scan, folder, item->values);
	snprintf(name, sizeof(name), "%s/migration", item->name);
	make_path(path, scan->root, STATES, name);
	if (!sysfs_read(path, "state", scan->text, scan->why) ||
	    !inv_parse(scan->inventory, state, scan->text, value, scan->why))
		inv_set_why(scan->inventory, value, scan->why);
}

/* The module has made its device, or it is not there. */
static void scan_driver(struct scan *scan)
{
	struct inv_value *driver = scan->inventory->driver;
	char path[PATH_MAX];
	struct stat status;

	make_path(path, scan->root, MATRIX, "");
	if (!stat(path, &status))
		inv_set_number(&driver[INV_DRIVER_PRESENT], 1);
	else if (errno == ENOENT)
		inv_set_number(&driver[INV_DRIVER_PRESENT], 0);
	else
		inv_set_why(scan->inventory, &driver[INV_DRIVER_PRESENT],
			    "its folder cannot be looked at");
	make_path(path, scan->root, DRIVER, "");
	read_fields(scan, &inv_driver_table, path, driver);
	if (!driver[INV_DRIVER_PRESENT].why && !driver[INV_DRIVER_PRESENT].number) {
		scan->inventory->mdevs.why = NULL;
		return;
	}
	/* After the queues, which say what a long list does not. */
	scan_list(scan, &scan->inventory->mdevs, &inv_mdev_table, MATRIX, is_mdev,
		  0, read_mdev);
}

void inventory_from_sysfs(struct inventory *inventory, const char *root, bool own)
{
	struct scan *scan = must_alloc(1, sizeof(*scan));

	inventory_init(inventory, root, "nobody has looked");
	scan->inventory = inventory;
	scan->root = root;
	scan_bus(scan);
	scan_host(scan, own);
	scan_list(scan, &inventory->cards, &inv_card_table, DEVICES, is_card,
		  strlen("card"), read_card);
	scan_list(scan, &inventory->queues, &inv_queue_table, DEVICES, is_queue,
		  0, read_queue);
	scan_driver(scan);
	free(scan);
}
