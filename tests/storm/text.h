/* SPDX-License-Identifier: GPL-2.0 */
/* The texts of the attributes: parsed strictly, and made. */
#ifndef STORM_TEXT_H
#define STORM_TEXT_H

#include "sys.h"

#define TEXT_BYTES	8192

struct matrix_text {
	u64 adapters;
	u64 domains;
	u64 control;
};

/*
 * All return NULL, or what is wrong. matrix and guest_matrix: every line must be
 * of the one shape, in ascending order, and the whole a full product.
 */
const char *parse_matrix(const char *text, struct matrix_text *matrix);
const char *parse_control_domains(const char *text, u64 *control);
const char *parse_ap_config(const char *text, struct matrix_text *matrix);

void format_matrix(const struct matrix_text *matrix, char *text);
void format_control_domains(u64 control, char *text);
void format_ap_config(const struct matrix_text *matrix, char *text);

#endif /* STORM_TEXT_H */
