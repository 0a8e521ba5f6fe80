/* SPDX-License-Identifier: GPL-2.0 */
/* Seeds for the fuzzer. */
#ifndef APTRACE_UNIT_CORPUS_H
#define APTRACE_UNIT_CORPUS_H

/* Returns an exit code. The folder must exist. */
int corpus_write(const char *folder);

#endif /* APTRACE_UNIT_CORPUS_H */
