// SPDX-License-Identifier: GPL-2.0
/* All that there is to say of a migration. */
#include <ctype.h>
#include <string.h>

#include "../../driver/core/reasons.h"
#include "../../driver/core/stream_error.h"
#include "event_fields.h"
#include "explain.h"

/* "%h cannot take the guest over." */
static void fill_in(struct text *text, const char *words,
		    const struct explanation *ex)
{
	const struct story *story = ex->story;
	enum explain_side side = EXPLAIN_HERE;

	if (ex->subject == story->source)
		side = EXPLAIN_SOURCE;
	else if (ex->subject == story->destination)
		side = EXPLAIN_DESTINATION;
	for (; *words; words++) {
		if (*words != '%') {
			text_putc(text, *words);
			continue;
		}
		switch (*++words) {
		case 's':
			explain_host_text(story->source, EXPLAIN_SOURCE, text);
			break;
		case 'd':
			explain_host_text(story->destination,
					  EXPLAIN_DESTINATION, text);
			break;
		case 'r':
			text_puts(text, ex->subject->m.kept ?
				  "what the driver has kept" : "the recording");
			break;
		default:
			explain_host_text(ex->subject, side, text);
			break;
		}
	}
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void refusal_text(struct text *text, const struct aptrace_session *s)
{
	const char *also = "";

	if (s->bad_queues && s->queues) {
		text_printf(text, "%u of %u queue%s %s not compatible",
			    s->bad_queues, s->queues, plural(s->queues),
			    s->bad_queues == 1 ? "is" : "are");
		also = ", and ";
	} else if (s->bad_queues) {
		text_printf(text, "%u adapter%s or domain%s %s not available",
			    s->bad_queues, plural(s->bad_queues),
			    plural(s->bad_queues),
			    s->bad_queues == 1 ? "is" : "are");
		also = ", and ";
	}
	if (s->bad_control_domains)
		text_printf(text, "%s%u of %u control domain%s %s not available",
			    also, s->bad_control_domains, s->control_domains,
			    plural(s->control_domains),
			    s->bad_control_domains == 1 ? "is" : "are");
	if (s->bad_queues || s->bad_control_domains)
		text_puts(text, ".");
	else
		text_puts(text, "which queues are not compatible was not seen.");
}

/* "%llu of %llu bytes had been written." */
static void bytes_text(struct text *text, const struct explanation *ex)
{
	const struct aptrace_session *s = &ex->subject->m.session;
	const char *done = s->role == VFIO_AP_ROLE_SOURCE ? "read" : "written";

	/* Until the end has it, nobody has counted. */
	if (ex->subject->m.kept && s->ended != APTRACE_SESSION_ENDED) {
		text_printf(text, "How much had been %s is not kept before the end.",
			    done);
		return;
	}
	text_printf(text, "%llu ", (unsigned long long)s->bytes);
	if (s->total_bytes)
		text_printf(text, "of %llu ", (unsigned long long)s->total_bytes);
	text_printf(text, "bytes had been %s.", done);
}

/* What the class leaves to the case. */
static void particulars(struct explanation *ex, enum explain_class_id id)
{
	const struct aptrace_session *s = &ex->subject->m.session;
	struct text *text = &ex->what;

	switch (id) {
	case EXPLAIN_REFUSED:
	case EXPLAIN_APPLY_REFUSED:
		refusal_text(&ex->headline, s);
		break;
	case EXPLAIN_STREAM_FOREIGN:
	case EXPLAIN_STREAM_VERSION:
	case EXPLAIN_STREAM_DAMAGED:
	case EXPLAIN_STREAM_MALFORMED:
	case EXPLAIN_STREAM_TOO_LONG:
		text_printf(text, "After %llu bytes: %s (%s). User space got ",
			    (unsigned long long)s->bytes,
			    ap_stream_error(s->stream_error)->sentence,
			    ap_stream_error(s->stream_error)->name);
		event_errno_text(s->err, text);
		text_putc(text, '.');
		break;
	case EXPLAIN_STREAM_CUT:
	case EXPLAIN_PEER_GONE:
	case EXPLAIN_DESTINATION_CLOSED:
	case EXPLAIN_SOURCE_CLOSED:
	case EXPLAIN_SOURCE_RESET:
		text_putc(text, ' ');
		bytes_text(text, ex);
		break;
	case EXPLAIN_KERNEL_ERROR:
		text_puts(text, "User space got ");
		event_errno_text(s->err, text);
		text_putc(text, '.');
		break;
	case EXPLAIN_UNDER_WAY:
		bytes_text(text, ex);
		break;
	default:
		break;
	}
}

/* The same is to be done about the same adapters: it is said once. */
static int same_as(const struct explanation *ex, unsigned int index)
{
	const struct explain_finding *finding = &ex->findings[index];
	const struct explain_todos *a = &finding->todos, *b;
	unsigned int i, j;

	for (i = 0; i < index; i++) {
		b = &ex->findings[i].todos;
		if (ex->findings[i].rule->steps != finding->rule->steps ||
		    a->count != b->count)
			continue;
		for (j = 0; j < a->count; j++)
			if (a->items[j].command.length !=
			    b->items[j].command.length ||
			    (a->items[j].command.length &&
			     strcmp(a->items[j].command.data,
				    b->items[j].command.data)))
				break;
		if (j == a->count)
			return (int)i;
	}
	return -1;
}

static void add_finding(struct explanation *ex, size_t first, size_t count)
{
	struct explain_finding *finding = &ex->findings[ex->finding_count];
	const struct verdict_group *groups = &ex->groups.groups[first];
	const struct ap_reason *reason = ap_reason(groups->bit);
	struct explain_scope scope = {
		.story = ex->story,
		.here = ex->subject,
		.groups = groups,
		.group_count = count,
	};
	size_t i;

	finding->bit = groups->bit;
	finding->name = groups->name;
	finding->sentence = reason ? reason->sentence :
		"a reason that this aptrace does not know";
	finding->rule = explain_rule(groups->bit);
	finding->groups = groups;
	finding->group_count = count;
	for (i = 0; i < count; i++)
		finding->count += groups[i].count;
	explain_todos_make(&finding->todos, finding->rule->steps, &scope);
	finding->same_as = same_as(ex, ex->finding_count);
	ex->finding_count++;
}

static void add_findings(struct explanation *ex)
{
	const struct migration *m = &ex->story->destination->m;
	size_t i, count;

	verdict_groups_make(&ex->groups, m->verdicts, m->verdict_count);
	for (i = 0; i < ex->groups.count; i += count) {
		for (count = 1; i + count < ex->groups.count; count++)
			if (ex->groups.groups[i + count].bit !=
			    ex->groups.groups[i].bit)
				break;
		add_finding(ex, i, count);
	}
}

void explain_build(struct explanation *ex, const struct story *story)
{
	enum explain_class_id id = explain_classify(story);
	struct explain_scope scope = { .story = story };

	memset(ex, 0, sizeof(*ex));
	ex->story = story;
	ex->class = explain_class(id);
	ex->subject = explain_subject(story, id);
	scope.here = ex->subject;
	fill_in(&ex->headline, ex->class->headline, ex);
	fill_in(&ex->what, ex->class->what, ex);
	particulars(ex, id);
	if (ex->what.length)
		ex->what.data[0] = toupper((unsigned char)ex->what.data[0]);
	explain_guest_make(&ex->guest, story, id);
	/* Also of a migration that ended otherwise: they are why, as a rule. */
	if (story->destination)
		add_findings(ex);
	explain_todos_make(&ex->todos, ex->class->rule.steps, &scope);
	explain_remarks(ex);
	explain_uncertain(ex);
}

void explain_free(struct explanation *ex)
{
	unsigned int i;

	text_free(&ex->headline);
	text_free(&ex->what);
	text_free(&ex->guest.words);
	for (i = 0; i < ex->finding_count; i++)
		explain_todos_free(&ex->findings[i].todos);
	verdict_groups_free(&ex->groups);
	explain_todos_free(&ex->todos);
	text_list_free(&ex->remarks);
	text_list_free(&ex->uncertain);
}
