/* SPDX-License-Identifier: GPL-2.0 */
/* What bash can complete, from the tables of the program. */
#ifndef APTRACE_MANUAL_COMPLETION_H
#define APTRACE_MANUAL_COMPLETION_H

struct text;

/* Add the functions that completion.bash asks. */
void completion_tables(struct text *script);

#endif /* APTRACE_MANUAL_COMPLETION_H */
