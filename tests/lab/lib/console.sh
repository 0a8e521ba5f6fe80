# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The judge: what a host's kernel log must not contain.

# A line with one of these fails the run. Each is how the kernel itself starts
# a report; plain mentions ("kmemleak: detector initialized") do not match.
CONSOLE_BAD=(
	'WARNING:' 'BUG:' 'Oops' 'Kernel panic'
	# s390's oopses say neither: "monitor event: 0040 ilc:2 [#1] SMP"
	'ilc:[0-9]+ \[#[0-9]+\]' 'Krnl PSW :'
	'possible recursive locking' 'possible circular locking'
	'possible irq lock inversion' 'inconsistent lock state'
	'suspicious RCU' 'INFO: task .* blocked' 'rcu.*detected stalls'
	'KASAN:' 'UBSAN:'
	# Ours, of guest/bin/lab-leaks: the kernel's own line counts what was lost
	# before the first program, too.
	'lab: kmemleak: [0-9]+ objects were lost'
	'refcount_t:' 'list_(add|del) corruption' 'ODEBUG:'
	'Unable to handle kernel' 'general protection' 'illegal operation:'
	'specification exception:' 'addressing exception:'
	'scheduling while atomic' 'sleeping function called'
	'soft lockup'
)

console_pattern()
{
	local IFS='|'

	printf '%s' "${CONSOLE_BAD[*]}"
}

# console_check DIR HOST: silent and true when the log is clean; otherwise the
# reports with what follows them
console_check()
{
	local log=$1/$2.console count

	[ -e "$log" ] || return 0
	# Only lines of the kernel: they begin with a time stamp.
	count=$(grep -acE "^\[ *[0-9]+\.[0-9]+\].*($(console_pattern))" "$log" || true)
	[ "${count:-0}" -gt 0 ] || return 0
	note "host $2: the kernel reported a problem ($count lines); the log's relevant part, whole log: $log"
	grep -anE -B3 -A40 "^\[ *[0-9]+\.[0-9]+\].*($(console_pattern))" "$log" |
		head -n 120 | tr -d '\r' | sed "s/^/  $2| /" >&2
	return 1
}

# console_tail DIR HOST: the end of the log, for a hang
console_tail()
{
	[ -s "$1/$2.console" ] || {
		note "host $2: nothing on the console"
		return 0
	}
	note "host $2: end of the console ($1/$2.console):"
	tail -n 40 "$1/$2.console" | tr -d '\r' | sed "s/^/  $2| /" >&2
	# QEMU's remark about the hub is true and intended.
	grep -v 'hub 0 is not connected' "$1/$2.qemu-log" 2>/dev/null |
		sed "s/^/  $2 qemu| /" >&2 || true
}
