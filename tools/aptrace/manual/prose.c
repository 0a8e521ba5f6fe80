// SPDX-License-Identifier: GPL-2.0
/* Files, environment and further reading, command by command. */
#include <stddef.h>

#include "../flight_files.h"
#include "prose.h"

#define LIVE	"migrations events fmb"

const struct prose prose[] = {
	{ PROSE_FILES, "agent migrations explain", FLIGHT_FOLDER,
	  "the flight recorder of aptrace agent, unless --state-dir names another folder" },
	{ PROSE_FILES, "explain", "/sys/kernel/debug/vfio/UUID/outcomes",
	  "what the driver keeps of the last migrations of an mdev; only root can read it" },
	{ PROSE_FILES, "agent", "aptrace-agent.service",
	  "the systemd unit that runs it, with no more rights than it needs" },
	{ PROSE_FILES, "agent", "/run/systemd/journal/socket",
	  "where journal entries go" },
	{ PROSE_FILES, "fmb", "/dev/vfio",
	  "the devices that --read opens" },
	{ PROSE_FILES, "inventory doctor", "/sys",
	  "what it reads, unless --sysfs-root names a copy" },

	{ PROSE_ENVIRONMENT, "migrations fmb replay", "NO_COLOR",
	  "no colours if it is set and not empty" },
	{ PROSE_ENVIRONMENT, "migrations fmb replay doctor", "TERM",
	  "no live view if it is empty or \"dumb\": lines are printed, as in a pipe" },
	{ PROSE_ENVIRONMENT, LIVE, "TZ",
	  "the zone of the times of day in text; JSON is always in UTC" },
	{ PROSE_ENVIRONMENT, "replay explain report latency merge export", "PATH",
	  "where perf and trace-cmd are looked for, which read files of their own" },
	{ PROSE_ENVIRONMENT, "doctor", "LC_ALL, LC_CTYPE, LANG",
	  "the locale, of which it says whether it is UTF-8; all that aptrace prints\n"
	  "itself is ASCII" },
	{ PROSE_ENVIRONMENT, "agent", "STATE_DIRECTORY",
	  "set by systemd: the folder of the flight recorder, unless --state-dir names one" },
	{ PROSE_ENVIRONMENT, "agent", "NOTIFY_SOCKET",
	  "set by systemd: it is told there when metrics are served" },

	{ PROSE_DOCUMENTATION, NULL, "aptrace.rst", NULL },
	{ PROSE_DOCUMENTATION, NULL, "tracepoints.rst", NULL },
	{ PROSE_DOCUMENTATION, "agent", "agent.rst", NULL },
	{ PROSE_DOCUMENTATION, "explain", "outcomes.rst", NULL },
	{ PROSE_DOCUMENTATION, "explain preflight", "compatibility.rst", NULL },
	{ PROSE_DOCUMENTATION, "record replay", "recordings.rst", NULL },
	{ PROSE_DOCUMENTATION, "merge export", "offline.rst", NULL },
	{ PROSE_DOCUMENTATION, "inventory preflight", "preflight.rst", NULL },
	{ PROSE_DOCUMENTATION, "fmb", "zpci-fmb.rst", NULL },
	{ 0 },
};
