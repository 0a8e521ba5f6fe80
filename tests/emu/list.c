// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of numbers such as "0-3,6,0x10" and the masks they stand for, bit 0
 * being the most significant bit of the first byte, as QCI stores them.
 */
#include "model.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * A leading zero means nothing here: AP numbers are written with leading zeros
 * everywhere, so octal would only surprise.
 */
static int parse_number(const char **text, unsigned int max, unsigned int *value)
{
	const char *p = *text;
	unsigned int base = 10, v = 0;
	bool too_big = false;
	int digit;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	}
	digit = digit_value(*p);
	if (digit < 0 || digit >= (int)base)
		return -EINVAL;
	while (digit >= 0 && digit < (int)base) {
		v = v * base + digit;
		if (v > max) {
			too_big = true;
			v = max;
		}
		digit = digit_value(*++p);
	}
	*text = p;
	*value = v;
	return too_big ? -ERANGE : 0;
}

/**
 * emu_list_parse() - read a list of numbers into a mask
 * @text: the list; may be empty, may end with a newline
 * @max: the biggest number allowed
 * @mask: EMU_MASK_BYTES bytes, written only on success
 *
 * Return: 0, -EINVAL for text that is no such list, -ERANGE for a number
 * greater than @max.
 */
int emu_list_parse(const char *text, unsigned int max, u8 *mask)
{
	u8 result[EMU_MASK_BYTES] = { 0 };
	unsigned int first, last;
	int rc, out_of_range = 0;

	if (*text == '\n')
		text++;
	while (*text) {
		rc = parse_number(&text, max, &first);
		if (rc == -EINVAL)
			return rc;
		out_of_range |= rc;
		last = first;
		if (*text == '-') {
			text++;
			rc = parse_number(&text, max, &last);
			if (rc == -EINVAL)
				return rc;
			out_of_range |= rc;
			if (last < first)
				return -EINVAL;
		}
		for (; first <= last; first++)
			emu_mask_set(result, first);
		if (*text == ',') {
			if (digit_value(text[1]) < 0)
				return -EINVAL;
			text++;
		} else if (*text == '\n' && !text[1]) {
			text++;
		} else if (*text) {
			return -EINVAL;
		}
	}
	if (out_of_range)
		return -ERANGE;
	memcpy(mask, result, sizeof(result));
	return 0;
}

static char *put_number(char *p, unsigned int value)
{
	if (value >= 10)
		p = put_number(p, value / 10);
	*p++ = '0' + value % 10;
	return p;
}

/**
 * emu_list_format() - write a mask as a list of decimal numbers and a newline
 * @mask: EMU_MASK_BYTES bytes
 * @buf: where to, EMU_LIST_BYTES bytes
 *
 * Return: length of the text.
 */
int emu_list_format(const u8 *mask, char *buf)
{
	const unsigned int end = 8 * EMU_MASK_BYTES;
	unsigned int first, last;
	char *p = buf;

	for (first = 0; first < end; first = last + 1) {
		last = first;
		if (!emu_mask_test(mask, first))
			continue;
		while (last + 1 < end && emu_mask_test(mask, last + 1))
			last++;
		if (p != buf)
			*p++ = ',';
		p = put_number(p, first);
		if (last > first) {
			*p++ = '-';
			p = put_number(p, last);
		}
	}
	*p++ = '\n';
	*p = '\0';
	return p - buf;
}

/* The highest number in the mask, -1 if there is none. */
int emu_mask_highest(const u8 *mask)
{
	int nr;

	for (nr = 8 * EMU_MASK_BYTES - 1; nr >= 0; nr--)
		if (emu_mask_test(mask, nr))
			break;
	return nr;
}
