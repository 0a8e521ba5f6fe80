/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands. Each returns an enum apvmm_exit. */
#ifndef APVMM_COMMANDS_H
#define APVMM_COMMANDS_H

#include "options.h"

/* @words: the arguments that are no options, NULL at the end. */
int cmd_open(const struct options *options, char **words);
int cmd_info(const struct options *options, char **words);
int cmd_reset(const struct options *options, char **words);
int cmd_set_state(const struct options *options, char **words);
int cmd_guest(const struct options *options, char **words);
int cmd_source(const struct options *options, char **words);
int cmd_destination(const struct options *options, char **words);
int cmd_save(const struct options *options, char **words);
int cmd_restore(const struct options *options, char **words);
int cmd_cuts(const struct options *options, char **words);
int cmd_storm(const struct options *options, char **words);
int cmd_pace(const struct options *options, char **words);

#endif /* APVMM_COMMANDS_H */
