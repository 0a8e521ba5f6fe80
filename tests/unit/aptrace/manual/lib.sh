# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# For the tests of what is made from aptrace's tables. The caller has set suite, aptrace.

count=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# result BAD WHAT: BAD is what is wrong, one finding a line; empty: nothing
result()
{
	count=$((count + 1))
	if [ -z "$1" ]; then
		echo "ok $count - $suite: $2"
		return
	fi
	failed=$((failed + 1))
	sed 's/^/# /' <<<"$1"
	echo "not ok $count - $suite: $2"
}

finish()
{
	echo "1..$count"
	[ "$failed" = 0 ] && [ "$count" -gt 0 ]
}

# What aptrace itself says that it has: the program is asked, not the pages.
commands()
{
	"$aptrace" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'
}

# options COMMAND: long and short ones as typed, one a line
options()
{
	"$aptrace" "$1" --help | sed -n '/^Options:/,/^$/p' |
		grep -oE '^  (-.,|   ) --[a-z-]+' | tr -d , | tr -s ' ' '\n' | grep .
}
