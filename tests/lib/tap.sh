# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# TAP for tests in bash: source this. A test is a line "ok N - what" or
# "not ok N - what"; call tap_done at the end.

tap_tests=0
tap_failures=0

ok() { # STATUS WHAT
	tap_tests=$((tap_tests + 1))
	if [[ $1 -eq 0 ]]; then
		echo "ok $tap_tests - $2"
	else
		tap_failures=$((tap_failures + 1))
		echo "not ok $tap_tests - $2"
	fi
}

is() { # GOT WANT WHAT
	local rc=0
	[[ $1 == "$2" ]] || rc=1
	ok $rc "$3"
	if ((rc)); then
		printf 'got:      %s\nexpected: %s\n' "$1" "$2" | sed 's/^/#   /'
	fi
}

# The text has this in it (a pattern of [[ ]])
has() { # GOT PATTERN WHAT
	local rc=0
	# shellcheck disable=SC2053
	[[ $1 == *$2* ]] || rc=1
	ok $rc "$3"
	if ((rc)); then
		printf 'got:      %s\nexpected: *%s*\n' "$1" "$2" | sed 's/^/#   /'
	fi
}

holds() { # WHAT COMMAND...
	local what=$1 rc=0
	shift
	"$@" || rc=1
	ok $rc "$what"
}

bail_out() { # WHY
	echo "Bail out! $*"
	exit 1
}

# Polls for what other threads do in their own time; 1 if it does not come. Where nothing
# can come nobody has to wait for it: TAP_PATIENCE_S seconds then, whatever is asked for.
wait_for() { # SECONDS COMMAND...
	local deadline=$((SECONDS + ${TAP_PATIENCE_S:-$1}))
	shift
	until "$@"; do
		((SECONDS < deadline)) || return 1
		sleep 0.05
	done
}

# What writing a value to a file says: "accepted", or the reason.
writing() { # FILE VALUE
	local error
	if error=$({ printf '%s\n' "$2" >"$1"; } 2>&1); then
		echo accepted
	else
		echo "${error##*: }"
	fi
}

tap_done() {
	echo "1..$tap_tests"
	((tap_failures == 0))
}
