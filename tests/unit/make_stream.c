// SPDX-License-Identifier: GPL-2.0
/* Streams made by hand. */
#include <stdlib.h>

#include "make_stream.h"

/* One byte, bit by bit. */
static u32 crc_of_byte(u32 crc)
{
	int bit;

	for (bit = 0; bit < 8; bit++)
		crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
	return crc;
}

u32 slow_crc32c(const u8 *bytes, size_t count)
{
	/* The fuzzer spends most of its time here otherwise. */
	static u32 table[256];
	u32 crc = 0xffffffff, i;

	for (i = 0; !table[255] && i < ARRAY_SIZE(table); i++)
		table[i] = crc_of_byte(i);
	while (count--)
		crc = crc >> 8 ^ table[(crc ^ *bytes++) & 0xff];
	return crc ^ 0xffffffff;
}

static void poke(u8 *at, u64 value, int count)
{
	while (count--) {
		at[count] = (u8)value;
		value >>= 8;
	}
}

static u64 peek(const u8 *at, int count)
{
	u64 value = 0;

	while (count--)
		value = value << 8 | *at++;
	return value;
}

void poke16(u8 *at, u16 value)
{
	poke(at, value, 2);
}

void poke32(u8 *at, u32 value)
{
	poke(at, value, 4);
}

void poke64(u8 *at, u64 value)
{
	poke(at, value, 8);
}

u32 peek32(const u8 *at)
{
	return (u32)peek(at, 4);
}

u64 peek64(const u8 *at)
{
	return peek(at, 8);
}

/* Zeroed room at the end of the stream. */
static u8 *grow(struct maker *maker, size_t count)
{
	u8 *at;

	if (maker->length + count > maker->room) {
		maker->room = (maker->length + count) * 2;
		maker->bytes = realloc(maker->bytes, maker->room);
		if (!maker->bytes)
			abort();
	}
	at = maker->bytes + maker->length;
	memset(at, 0, count);
	maker->length += count;
	return at;
}

void maker_start(struct maker *maker)
{
	u8 *header;
	int i;

	memset(maker, 0, sizeof(*maker));
	header = grow(maker, 64);
	memcpy(header, "VFIOAPMG", 8);
	poke16(header + AT_MAJOR, 1);
	poke16(header + AT_MINOR, 0);
	poke32(header + AT_HEADER_BYTES, 64);
	for (i = 0; i < 16; i++)
		header[AT_MIGRATION_ID + i] = (u8)(0xa0 + i);
}

void maker_start_pre_copy(struct maker *maker)
{
	maker_start(maker);
	maker->pre_copy = true;
	poke32(maker->bytes + AT_FLAGS, FLAG_PRE_COPY);
}

void maker_record(struct maker *maker, u16 type, u16 flags,
		  const void *payload, size_t payload_bytes)
{
	u8 *record = grow(maker, 24 + payload_bytes);

	poke16(record, type);
	poke16(record + 2, flags);
	poke64(record + 8, payload_bytes);
	if (payload_bytes)
		memcpy(record + 24, payload, payload_bytes);
}

u8 made_rc(u16 apqn)
{
	static const u8 codes[] = { 0, 0, 0, 2, 3, 4, 5 };

	return codes[(apqn >> 8) % ARRAY_SIZE(codes)];
}

u64 made_info(u16 apqn)
{
	return 0x9280000000000000ULL | (u64)apqn << 32 | 0x0d570c07;
}

static bool bit(const u8 *mask, int nr)
{
	return mask[nr / 8] >> (7 - nr % 8) & 1;
}

void maker_config(struct maker *maker, const struct ap_matrix *assigned,
		  const struct ap_matrix *guest)
{
	size_t at = maker->length + 24;
	int adapter, domain;
	u32 count = 0;
	u8 *entry;

	maker_record(maker, 1, 0, NULL, 0);
	grow(maker, 208);
	memcpy(maker->bytes + at, assigned, 96);
	memcpy(maker->bytes + at + 96, guest, 96);

	for (adapter = 0; adapter < 256; adapter++) {
		if (!bit(guest->apm.bits, adapter))
			continue;
		for (domain = 0; domain < 256; domain++) {
			u16 apqn = (u16)(adapter << 8 | domain);

			if (!bit(guest->aqm.bits, domain))
				continue;
			entry = grow(maker, QUEUE_ENTRY_BYTES);
			poke16(entry, apqn);
			entry[2] = made_rc(apqn);
			poke64(entry + 8, made_info(apqn));
			count++;
		}
	}
	poke32(maker->bytes + at + 192, count);
	poke64(maker->bytes + at - 16, 208 + (u64)count * QUEUE_ENTRY_BYTES);
}

void reseal(u8 *bytes, size_t length, unsigned int what)
{
	size_t at = 64;
	u32 records = 0;

	if (length < 64)
		return;
	if (what & RESEAL_HEADER)
		poke32(bytes + AT_HEADER_CRC, slow_crc32c(bytes, 60));

	while (length - at >= 24) {
		u8 *record = bytes + at;
		u64 payload_bytes = peek64(record + 8);
		bool whole = payload_bytes <= length - at - 24;

		if ((what & RESEAL_END) && record[0] == 0 && record[1] == 2 &&
		    whole && payload_bytes == 16) {
			poke64(record + 24, at);
			poke32(record + 32, slow_crc32c(bytes, at));
			poke32(record + 36, records);
		}
		if ((what & RESEAL_RECORDS) && whole)
			poke32(record + 16,
			       slow_crc32c(record + 24, payload_bytes));
		if (what & RESEAL_RECORDS)
			poke32(record + 20, slow_crc32c(record, 20));
		if (!whole)
			break;
		at += 24 + payload_bytes;
		records++;
	}
}

size_t record_at(const u8 *bytes, size_t length, unsigned int n)
{
	size_t at = 64;
	u64 payload_bytes;

	while (n-- && length - at >= 24) {
		payload_bytes = peek64(bytes + at + 8);
		if (payload_bytes > length - at - 24)
			return length;
		at += 24 + payload_bytes;
	}
	return length - at >= 24 ? at : length;
}

void maker_zeros(struct maker *maker, size_t count)
{
	grow(maker, count);
}

void maker_end(struct maker *maker)
{
	static const u8 zeros[16];

	maker_record(maker, 2, 0, zeros, sizeof(zeros));
	if (!maker->pre_copy)
		poke64(maker->bytes + AT_TOTAL_BYTES, maker->length);
	reseal(maker->bytes, maker->length, RESEAL_ALL);
}

void maker_free(struct maker *maker)
{
	free(maker->bytes);
	memset(maker, 0, sizeof(*maker));
}

void usual_matrices(struct ap_matrix *assigned, struct ap_matrix *guest)
{
	memset(assigned, 0, sizeof(*assigned));
	memset(guest, 0, sizeof(*guest));
	/* Adapters 1, 3, 10 of 1, 2, 3, 10; domains 6, 71; control 6, 51. */
	guest->apm.bits[0] = 0x50;
	guest->apm.bits[1] = 0x20;
	guest->aqm.bits[0] = 0x02;
	guest->aqm.bits[8] = 0x01;
	guest->adm.bits[0] = 0x02;
	guest->adm.bits[6] = 0x10;
	*assigned = *guest;
	assigned->apm.bits[0] |= 0x20;
	assigned->aqm.bits[31] |= 0x01;
	assigned->adm.bits[31] |= 0x80;
}

void make_stream(struct maker *maker, const struct ap_matrix *assigned,
		 const struct ap_matrix *guest)
{
	maker_start(maker);
	maker_config(maker, assigned, guest);
	maker_end(maker);
}

void make_usual_stream(struct maker *maker)
{
	struct ap_matrix assigned, guest;

	usual_matrices(&assigned, &guest);
	make_stream(maker, &assigned, &guest);
}

void changed_matrices(struct ap_matrix *assigned, struct ap_matrix *guest)
{
	usual_matrices(assigned, guest);
	guest->apm.bits[1] = 0;
	guest->adm.bits[0] = 0x03;
	assigned->adm.bits[0] = 0x03;
}

void make_pre_copy_stream(struct maker *maker)
{
	struct ap_matrix assigned, guest;

	maker_start_pre_copy(maker);
	usual_matrices(&assigned, &guest);
	maker_config(maker, &assigned, &guest);
	changed_matrices(&assigned, &guest);
	maker_config(maker, &assigned, &guest);
	maker_end(maker);
}
