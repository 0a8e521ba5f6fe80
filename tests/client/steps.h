/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands that walk through a list of words have in common. */
#ifndef APVMM_STEPS_H
#define APVMM_STEPS_H

#include <stdbool.h>

#include "session.h"

/* To be asked for all words before the device is touched. */
bool step_is_known(const char *word);
/* 0, or a negative errno after reporting it. */
int step_do(struct session *session, const char *word);

#endif /* APVMM_STEPS_H */
