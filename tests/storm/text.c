// SPDX-License-Identifier: GPL-2.0
#include "text.h"

#include <stdio.h>
#include <string.h>

void format_matrix(const struct matrix_text *matrix, char *text)
{
	size_t used = 0;
	int a, d;

	*text = '\0';
	if (matrix->adapters && matrix->domains) {
		for_each_bit(a, matrix->adapters) {
			for_each_bit(d, matrix->domains)
				used += snprintf(text + used, TEXT_BYTES - used,
						 "%02x.%04x\n", a, d);
		}
		return;
	}
	for_each_bit(a, matrix->adapters)
		used += snprintf(text + used, TEXT_BYTES - used, "%02x.\n", a);
	for_each_bit(d, matrix->domains)
		used += snprintf(text + used, TEXT_BYTES - used, ".%04x\n", d);
}

void format_control_domains(u64 control, char *text)
{
	size_t used = 0;
	int nr;

	*text = '\0';
	for_each_bit(nr, control)
		used += snprintf(text + used, TEXT_BYTES - used, "%04x\n", nr);
}

static void format_mask(u64 mask, char *text)
{
	u64 mirrored = 0;
	int nr;

	for_each_bit(nr, mask)
		mirrored |= BIT_ULL(63 - nr);
	sprintf(text, "0x%016llx%048d", (unsigned long long)mirrored, 0);
}

void format_ap_config(const struct matrix_text *matrix, char *text)
{
	char masks[3][80];

	format_mask(matrix->adapters, masks[0]);
	format_mask(matrix->domains, masks[1]);
	format_mask(matrix->control, masks[2]);
	sprintf(text, "%s,%s,%s\n", masks[0], masks[1], masks[2]);
}

/*
 * The numbers are taken leniently and the text is made again from them: what is
 * not of the right shape, out of order or missing then differs.
 */
const char *parse_matrix(const char *text, struct matrix_text *matrix)
{
	char again[TEXT_BYTES];
	unsigned int adapter, domain;
	const char *line = text;

	*matrix = (struct matrix_text){ 0 };
	while (*line) {
		if (sscanf(line, "%2x.%4x", &adapter, &domain) == 2 &&
		    line[3] != '\n') {
			if (adapter > 63 || domain > 63)
				return "a number that nobody assigned";
			matrix->adapters |= BIT_ULL(adapter);
			matrix->domains |= BIT_ULL(domain);
		} else if (*line == '.' && sscanf(line, ".%4x", &domain) == 1) {
			if (domain > 63)
				return "a number that nobody assigned";
			matrix->domains |= BIT_ULL(domain);
		} else if (sscanf(line, "%2x.", &adapter) == 1) {
			if (adapter > 63)
				return "a number that nobody assigned";
			matrix->adapters |= BIT_ULL(adapter);
		} else {
			return "a line that is not of the form";
		}
		line = strchr(line, '\n');
		if (!line++)
			return "no newline at the end";
	}
	format_matrix(matrix, again);
	return strcmp(text, again) ? "not the full product in order" : NULL;
}

const char *parse_control_domains(const char *text, u64 *control)
{
	char again[TEXT_BYTES];
	const char *line = text;
	unsigned int nr;

	*control = 0;
	while (*line) {
		if (sscanf(line, "%4x", &nr) != 1)
			return "a line that is not of the form";
		if (nr > 63)
			return "a number that nobody assigned";
		*control |= BIT_ULL(nr);
		line = strchr(line, '\n');
		if (!line++)
			return "no newline at the end";
	}
	format_control_domains(*control, again);
	return strcmp(text, again) ? "not in order" : NULL;
}

static u64 parse_mask(const char *text)
{
	unsigned long long word;
	u64 mask = 0;
	int nr;

	if (sscanf(text, "0x%16llx", &word) != 1)
		return 0;
	for_each_bit(nr, word)
		mask |= BIT_ULL(63 - nr);
	return mask;
}

const char *parse_ap_config(const char *text, struct matrix_text *matrix)
{
	char again[TEXT_BYTES];

	if (strlen(text) != 3 * 67)
		return "length";
	matrix->adapters = parse_mask(text);
	matrix->domains = parse_mask(text + 67);
	matrix->control = parse_mask(text + 134);
	format_ap_config(matrix, again);
	return strcmp(text, again) ? "form" : NULL;
}
