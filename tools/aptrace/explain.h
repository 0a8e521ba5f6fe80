/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a migration went as it did, for somebody who is to mend it and knows
 * nothing of this project: a pure function of a story. explain_build() finds
 * out what there is to say, explain_text() and explain_json() say it.
 *
 * explain_classes.c and explain_rules.c hold the words.
 */
#ifndef APTRACE_EXPLAIN_H
#define APTRACE_EXPLAIN_H

#include "json_writer.h"
#include "story.h"
#include "text_list.h"
#include "verdict_groups.h"

/* Where something is to be done. */
enum explain_side {
	EXPLAIN_SOURCE,
	EXPLAIN_DESTINATION,
	EXPLAIN_HERE,		/* the host that the failure is about */
	EXPLAIN_GUEST,		/* inside the guest that has bound the queue */
	EXPLAIN_HMC,		/* not by a command of Linux */
};

/**
 * struct explain_step - one thing to do
 * @side: where
 * @instead: it is another way out than the steps before it, not one more step
 * @words: what it does, for people
 * @command: to be pasted into a shell, or NULL. In it
 *	%A	the adapters, as chzcrypt and lszcrypt take them: "03 0a"
 *	%R	the adapters, as part of a regular expression: "03|0a"
 *	%M	the adapters, as a change of apmask: "-0x03,-0x0a-0x0c"
 *	%D	the domains, as a change of aqmask
 *	%U	UUID of the mdev on that side
 *	%I	the migration id
 *	%q	a queue, %x an adapter, %c a control domain as numbers of sysfs; if
 *		there are several, the command becomes a loop over them
 */
struct explain_step {
	enum explain_side side;
	bool instead;
	const char *words;
	const char *command;
};

#define EXPLAIN_STEPS_MAX	4

/* What to do; shared by all rules that it is right for. */
struct explain_steps {
	struct explain_step steps[EXPLAIN_STEPS_MAX];
};

/**
 * struct explain_rule - why something is a reason
 * @rule: in a sentence
 * @source: where the rule comes from
 * @steps: what to do
 */
struct explain_rule {
	const char *rule;
	const char *source;
	const struct explain_steps *steps;
};

/* For a reason's bit; never NULL: an unknown bit has a rule that says so. */
const struct explain_rule *explain_rule(unsigned int bit);

/* Each way in which a migration can have gone. */
enum explain_class_id {
	EXPLAIN_COMPLETED,
	EXPLAIN_HANDED_OVER,
	EXPLAIN_REFUSED,
	EXPLAIN_APPLY_REFUSED,
	EXPLAIN_STREAM_FOREIGN,
	EXPLAIN_STREAM_VERSION,
	EXPLAIN_STREAM_DAMAGED,
	EXPLAIN_STREAM_MALFORMED,
	EXPLAIN_STREAM_TOO_LONG,
	EXPLAIN_STREAM_CUT,
	EXPLAIN_PEER_GONE,
	EXPLAIN_NOT_STARTED,
	EXPLAIN_DESTINATION_CLOSED,
	EXPLAIN_ROLLED_BACK,
	EXPLAIN_SOURCE_RESET,
	EXPLAIN_SOURCE_CLOSED,
	EXPLAIN_SE_HOST,
	EXPLAIN_NO_MEMORY,
	EXPLAIN_INTERRUPTS,
	EXPLAIN_RESTLESS,
	EXPLAIN_BAD_ADDRESS,
	EXPLAIN_BAD_REQUEST,
	EXPLAIN_KERNEL_ERROR,
	EXPLAIN_TWO_GUESTS,
	EXPLAIN_NO_GUEST,
	EXPLAIN_UNSEEN,
	EXPLAIN_UNDER_WAY,

	EXPLAIN_CLASSES
};

/**
 * struct explain_class - one of them
 * @name: for JSON, stable
 * @result: the first word of all: "REFUSED"
 * @headline: the rest of the first line
 * @what: what happened, in sentences
 * @rule: why the driver does so
 *
 * In @headline and @what %h is the host that it is about, %s the source's, %d
 * the destination's, and %r what is known of the former: "the recording".
 */
struct explain_class {
	const char *name;
	const char *result;
	const char *headline;
	const char *what;
	struct explain_rule rule;
};

const struct explain_class *explain_class(enum explain_class_id id);

/* Which of them a story is. */
enum explain_class_id explain_classify(const struct story *story);

/* The half that the class is about. */
const struct story_half *explain_subject(const struct story *story,
					 enum explain_class_id id);

/* Where the guest is, as far as is known. */
enum explain_place {
	EXPLAIN_PLACE_UNKNOWN,
	EXPLAIN_PLACE_SOURCE,
	EXPLAIN_PLACE_DESTINATION,
	EXPLAIN_PLACE_BOTH,
	EXPLAIN_PLACE_NOWHERE,
};

/**
 * struct explain_guest - what the guest suffered
 * @place: where it runs now
 * @paused_known: it is known whether it was paused
 * @paused_ns: for how long it was without its queues; 0: it was not paused
 * @by_clocks: that is the difference between the clocks of two hosts
 * @words: all of it
 */
struct explain_guest {
	enum explain_place place;
	bool paused_known;
	uint64_t paused_ns;
	bool by_clocks;
	struct text words;
};

void explain_guest_make(struct explain_guest *guest, const struct story *story,
			enum explain_class_id id);

/**
 * struct explain_todo - a step, ready to be pasted
 * @where: "host b (destination)"
 * @instead: see struct explain_step
 * @words: what it does
 * @command: "" if there is none
 */
struct explain_todo {
	struct text where;
	bool instead;
	const char *words;
	struct text command;
};

/**
 * struct explain_todos - what to do about one finding
 * @items: the steps
 * @count: how many
 */
struct explain_todos {
	struct explain_todo items[EXPLAIN_STEPS_MAX];
	unsigned int count;
};

/**
 * struct explain_scope - what commands are to be about
 * @story: for UUIDs, the migration id and the names of hosts
 * @here: the half that EXPLAIN_HERE means
 * @groups: queues, adapters or control domains; NULL: there are none
 * @group_count: how many
 */
struct explain_scope {
	const struct story *story;
	const struct story_half *here;
	const struct verdict_group *groups;
	size_t group_count;
};

void explain_todos_make(struct explain_todos *todos,
			const struct explain_steps *steps,
			const struct explain_scope *scope);
void explain_todos_free(struct explain_todos *todos);

/**
 * struct explain_finding - one reason for which queues were refused
 * @bit: the reason
 * @name: its name
 * @sentence: what is wrong
 * @rule: why that is a reason
 * @groups: the queues, with what was expected and what was found
 * @group_count: how many
 * @count: queues, adapters or domains in @groups
 * @todos: what to do
 * @same_as: index of an earlier finding for which the same is to be done, or -1
 */
struct explain_finding {
	unsigned int bit;
	const char *name;
	const char *sentence;
	const struct explain_rule *rule;
	const struct verdict_group *groups;
	size_t group_count;
	uint64_t count;
	struct explain_todos todos;
	int same_as;
};

/**
 * struct explanation - all that there is to say
 * @story: what it is about
 * @class: how it went
 * @subject: the half that the class is about
 * @headline: the first line
 * @what: what happened
 * @guest: what the guest suffered
 * @findings: the reasons, in their order
 * @finding_count: how many
 * @groups: the queues of all of them
 * @todos: what to do about the class
 * @remarks: what else is worth knowing
 * @uncertain: what cannot be said for sure, and why
 */
struct explanation {
	const struct story *story;
	const struct explain_class *class;
	const struct story_half *subject;
	struct text headline;
	struct text what;
	struct explain_guest guest;
	struct explain_finding findings[APTRACE_REASONS_MAX];
	unsigned int finding_count;
	struct verdict_groups groups;
	struct explain_todos todos;
	struct text_list remarks;
	struct text_list uncertain;
};

void explain_build(struct explanation *explanation, const struct story *story);
void explain_free(struct explanation *explanation);

/* Remarks and what is uncertain; part of explain_build(). */
void explain_remarks(struct explanation *explanation);
void explain_uncertain(struct explanation *explanation);

#define EXPLAIN_PAGE_LINES	60
#define EXPLAIN_WIDTH		80

/*
 * The whole text, ASCII, no line longer than @width unless a command or a word is.
 * With @all everything; else what fits a page of EXPLAIN_PAGE_LINES, and how much
 * is left out.
 */
void explain_text(const struct explanation *explanation, unsigned int width,
		  bool all, struct text *text);
/* One JSON object, without a newline. */
void explain_json(const struct explanation *explanation, struct json *json);

/* "host a", or "the source" if its name is not known. */
void explain_host_text(const struct story_half *half, enum explain_side side,
		       struct text *text);

#endif /* APTRACE_EXPLAIN_H */
