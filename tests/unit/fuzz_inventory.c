// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer harness of the reader of inventories, and of what is done with one: it is
 * written and read again, and a migration from the host to itself is predicted.
 *
 * What was read and written must read the same. A prediction must say why: nothing is
 * refused or unknown without a reason, and nothing compatible has one.
 */
#include <stdlib.h>

#include "../../tools/aptrace/inventory_json.h"
#include "../../tools/aptrace/preflight_view.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "invariant broken: %s\n", what);
	abort();
}

static void check_again(const struct inventory *inventory)
{
	struct text first = { 0 }, second = { 0 };
	char error[INVENTORY_ERROR_BYTES];
	struct inventory again;

	inventory_write(inventory, &first);
	must(inventory_read(&again, "again", first.data, first.length, error),
	     "what was written can be read");
	inventory_write(&again, &second);
	must(first.length == second.length &&
	     !memcmp(first.data, second.data, first.length),
	     "what was written and read is the same");
	inventory_free(&again);
	text_free(&first);
	text_free(&second);
}

static void check_rows(const struct predict_result *result)
{
	u32 i;

	for (i = 0; i < result->count; i++) {
		const struct predict_row *row = &result->rows[i];

		must(!(row->certain & row->possible), "a reason is certain or not");
		must((row->prediction == PREDICTION_COMPATIBLE) ==
		     !(row->certain | row->possible),
		     "what is not compatible has a reason");
		must(!row->certain || row->prediction == PREDICTION_REFUSED,
		     "a certain reason refuses");
	}
}

static void check_prediction(const struct inventory *inventory, unsigned int assume)
{
	const struct predict_options options = {
		.src = inventory,
		.dst = inventory,
		.src_mdev = &inventory->mdevs.items[0],
		.dst_mdev = assume & 4 ? NULL :
			    &inventory->mdevs.items[inventory->mdevs.count - 1],
		.assume_reset = assume & 1,
		.assume_depth = assume & 2,
	};
	struct predict_result result;
	const struct preflight preflight = { .options = &options, .result = &result };
	struct text text = { 0 };

	predict(&options, &result);
	check_rows(&result);
	preflight_text(&preflight, true, &text);
	preflight_json_lines(&preflight, true, &text);
	must(text.length, "there is always something to say");
	text_free(&text);
	predict_free(&result);
}

/* All 65,536 queues of a guest are too many for as often as this is done. */
static bool is_small(const struct inventory *inventory)
{
	const struct inv_value *values = inventory->mdevs.items[0].values;

	return values[INV_MDEV_GUEST_ADAPTERS].why ||
	       values[INV_MDEV_GUEST_DOMAINS].why ||
	       ap_mask_weight(values[INV_MDEV_GUEST_ADAPTERS].mask) *
	       ap_mask_weight(values[INV_MDEV_GUEST_DOMAINS].mask) <= 64;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char error[INVENTORY_ERROR_BYTES];
	struct inventory inventory;
	char *copy = malloc(size ? size : 1);

	if (!copy)
		return 0;
	/* Exactly as large as it is, for the sanitizer. */
	memcpy(copy, data, size);
	if (inventory_read(&inventory, "fuzz", copy, size, error)) {
		check_again(&inventory);
		if (inventory.mdevs.count && is_small(&inventory))
			check_prediction(&inventory, data[size / 2] & 7);
	} else {
		must(*error && strlen(error) < sizeof(error) - 1,
		     "an error says what is wrong");
	}
	inventory_free(&inventory);
	free(copy);
	return 0;
}
