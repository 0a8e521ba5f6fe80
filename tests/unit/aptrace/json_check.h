/* SPDX-License-Identifier: GPL-2.0 */
/* Is a text one JSON value, and does no object name a member twice? */
#ifndef APTRACE_UNIT_JSON_CHECK_H
#define APTRACE_UNIT_JSON_CHECK_H

#include <stdbool.h>

bool json_check(const char *text);

#endif /* APTRACE_UNIT_JSON_CHECK_H */
