// SPDX-License-Identifier: GPL-2.0
/*
 * apvmm - what a virtual machine monitor does with a vfio-ap device, and
 * nothing else: the client of the demo and of the tests.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "report.h"

#define NETWORK	(OPT_COMMON | OPT_TRANSFER | OPT_NETWORK | OPT_HOLD)

struct command {
	const char *name;
	int (*run)(const struct options *options, char **words);
	unsigned int takes;
	unsigned int needs;
	const char *words;	/* what comes after the options, NULL: nothing */
	const char *summary;
	const char *text;
};

static const struct command commands[] = {
	{ "source", cmd_source, NETWORK | OPT_CONNECT | OPT_SOURCE, OPT_CONNECT,
	  NULL,
	  "migrate a guest to a destination",
	  "Creates a guest with the device, then RUNNING -> STOP -> STOP_COPY, streams to\n"
	  "the destination and waits for its answer. Accepted: -> STOP, the device is\n"
	  "closed. Refused, or the peer lost: the guest runs again here; --hold keeps it.\n" },
	{ "destination", cmd_destination, NETWORK | OPT_LISTEN | OPT_CLOSE_FD,
	  OPT_LISTEN, NULL,
	  "take a guest from a source",
	  "Creates a guest with the device, waits for a source, RUNNING -> RESUMING,\n"
	  "writes what arrives, RESUMING -> STOP, tells the source, -> RUNNING when the\n"
	  "source has given its device up. A refusal is sent to the source, and the device\n"
	  "is reset. --hold keeps the guest.\n" },
	{ "save", cmd_save,
	  OPT_COMMON | OPT_TRANSFER | OPT_OUTPUT | OPT_GIVE_UP | OPT_HOLD,
	  OPT_OUTPUT, NULL,
	  "write the device's migration stream to a file",
	  "As source, but into a file. Afterwards the guest runs again (with --hold: is\n"
	  "kept), or with --give-up the device is closed in STOP.\n" },
	{ "restore", cmd_restore,
	  OPT_COMMON | OPT_TRANSFER | OPT_INPUT | OPT_DAMAGE | OPT_HOLD |
	  OPT_CLOSE_FD, OPT_INPUT, NULL,
	  "load a device from a file that save wrote",
	  "As destination, but from a file, which can be damaged on the way.\n" },
	{ "cuts", cmd_cuts, OPT_COMMON | OPT_INPUT, OPT_INPUT, NULL,
	  "load a stream that is damaged, at every byte in turn",
	  "For each byte of the file: loads what is before it, and loads all of it with one\n"
	  "bit of that byte inverted. All of it must be refused; reports how it was.\n" },
	{ "storm", cmd_storm,
	  OPT_COMMON | OPT_TRANSFER | OPT_COUNT | OPT_INPUT, OPT_COUNT, NULL,
	  "many migrations of one open device, as fast as possible",
	  "Without --input as a source: STOP_COPY, read everything, STOP, RUNNING. With it\n"
	  "as a destination: RESUMING, write the file, STOP, RUNNING. Ends at the first\n"
	  "failure.\n" },
	{ "pace", cmd_pace, OPT_COMMON, 0, NULL,
	  "all calls of a migration again and again, and how long they take",
	  "STOP_COPY, read, RESUMING, write the same, STOP, RUNNING, RESET, until standard\n"
	  "input ends. Each line of it ends what is measured, and is the name of the report:\n"
	  "how many rounds since the last one, and the longest call of each kind.\n" },
	{ "open", cmd_open, OPT_COMMON | OPT_HOLD, 0, NULL,
	  "a guest with the device, without migration", "" },
	{ "info", cmd_info, OPT_COMMON, 0, NULL,
	  "what the device says of itself", "" },
	{ "reset", cmd_reset, OPT_COMMON, 0, NULL,
	  "open the device and reset it", "" },
	{ "set-state", cmd_set_state, OPT_COMMON | OPT_TRANSFER | OPT_HOLD, 0,
	  "STEP...",
	  "walk any states, do what else is said, report each result",
	  "STEP is one of\n"
	  "  a state or its number    set it (ERROR STOP RUNNING STOP_COPY RESUMING\n"
	  "                           RUNNING_P2P PRE_COPY PRE_COPY_P2P)\n"
	  "  get                      report the state\n"
	  "  reset                    VFIO_DEVICE_RESET\n"
	  "  read, read=N             read() all migration data, or once N bytes\n"
	  "  save=FILE                read() all into the file, in pieces of --chunk\n"
	  "  write=FILE               write() the file in pieces of --chunk\n"
	  "  close-fd                 close the migration file\n"
	  "  precopy-info             what there is to read in PRE_COPY\n"
	  "  open-again               a second BIND_IOMMUFD, which is to be refused\n"
	  "  wait=FILE                wait until that file exists (60 s at most)\n"
	  "A step that fails does not end the walk; the exit code is 1 then. The migration\n"
	  "file of the last data state stays open, also after the state was left.\n" },
	{ "guest", cmd_guest, OPT_COMMON | OPT_TRANSFER | OPT_GUEST, 0, "[STEP...]",
	  "a guest with a processor, which executes PQAP",
	  "STEP is one of those of set-state, or\n"
	  "  aqic=AA.DDDD,on,isc=N,nib=ADDR   turn a queue's interrupts on\n"
	  "  aqic=AA.DDDD,off                 and off\n"
	  "  pqap=GR0,GR1,GR2         PQAP with these registers\n"
	  "  wait-irq=MS              wait for an I/O interruption so long at most\n"
	  "  psw=problem|supervisor   the state in which instructions are executed\n"
	  "  unmap=ADDR,BYTES         take guest memory from the device (whole pieces of 1 MiB,\n"
	  "                           or what map= mapped)\n"
	  "  map=ADDR,BYTES           give it back\n"
	  "  peek=ADDR,BYTES          show guest memory\n"
	  "  poke=ADDR,BYTE           store a byte there\n"
	  "  dirty-start=ADDR,BYTES   log which of this memory the device writes to\n"
	  "  dirty=ADDR,BYTES,PAGE_BYTES   which pages it has written to (16 MiB at most)\n"
	  "  dirty-torn=...           the same, with memory for 8 bytes before the end of\n"
	  "                           the bitmap only\n"
	  "  dirty-stop               log no more\n"
	  "Without STEP they are read from standard input, one a line, each done at once.\n"
	  "The guest has 4 MiB (--ram: more); 0 to 0x1fff and 0x10000 on are in use. How an\n"
	  "instruction ended is told as outcome=: done (cc, rc, status), program\n"
	  "(program_code), user (KVM left it to its user), io (isc), none (no interruption).\n"
	  "A step fails if it cannot be done; a response code is a result, not a failure.\n" },
};

static const char exit_codes[] =
	"Exit codes: 0 done; 1 failed on this host; 2 usage; 3 refused by the destination\n"
	"(on the source: the guest runs there again); 4 the peer was lost.\n";

static void print_help(void)
{
	size_t i;

	puts("apvmm: does with a vfio-ap device what a virtual machine monitor does.\n\n"
	     "Usage: apvmm COMMAND [OPTION...]\n\nCommands (apvmm COMMAND --help tells more):");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].summary);
	printf("\n%s", exit_codes);
}

static void print_command_help(const struct command *command)
{
	printf("apvmm %s: %s.\n\nUsage: apvmm %s --mdev UUID [OPTION...]%s%s\n\n%s%sOptions:\n",
	       command->name, command->summary, command->name,
	       command->words ? " " : "", command->words ? command->words : "",
	       command->text, *command->text ? "\n" : "");
	options_help(command->takes | OPT_MDEV);
	printf("\n%s", exit_codes);
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

static bool asks_for_help(char **words)
{
	for (; *words; words++) {
		if (!strcmp(*words, "--help") || !strcmp(*words, "-h"))
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct options options;

	if (argc < 2) {
		fail(0, "no command given; see: apvmm --help");
		return APVMM_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_help();
		return APVMM_OK;
	}
	command = find_command(argv[1]);
	if (!command) {
		fail(0, "unknown command \"%s\"; see: apvmm --help", argv[1]);
		return APVMM_USAGE;
	}
	if (asks_for_help(argv + 2)) {
		print_command_help(command);
		return APVMM_OK;
	}
	if (options_parse(&options, command->name, command->takes | OPT_MDEV,
			  command->needs | OPT_MDEV, argv + 2))
		return APVMM_USAGE;
	if (argv[2] && !command->words) {
		fail(0, "%s: unexpected argument \"%s\"; see: apvmm %s --help",
		     command->name, argv[2], command->name);
		return APVMM_USAGE;
	}
	/* A reader of our steps that has gone must not kill a guest. */
	signal(SIGPIPE, SIG_IGN);
	report_setup(options.json, command->name);
	return command->run(&options, argv + 2);
}
