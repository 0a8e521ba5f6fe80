// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "picture.h"
#include "suites.h"

void picture_measure(const char *picture, unsigned int *width, unsigned int *height)
{
	unsigned int column = 0;
	const char *c = picture;

	*width = 0;
	*height = 1;
	while (*c) {
		if (*c == '\033') {
			c += strcspn(c, "mHK");
			c += !!*c;
			continue;
		}
		if (*c == '\n') {
			++*height;
			column = 0;
		} else if (*c != '\r') {
			CHECK(*c >= ' ' && *c <= '~');
			column++;
		}
		if (column > *width)
			*width = column;
		c++;
	}
}
