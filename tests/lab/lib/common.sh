# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What every part of the lab uses: places, messages, locks, progress.

# Exit codes of the lab itself; a command's own code passes through otherwise.
# shellcheck disable=SC2034 # used by the files that source this one
readonly EXIT_USAGE=2 EXIT_SETUP=85 EXIT_KERNEL=86 EXIT_HANG=87

LAB_DIR=${LAB_DIR:?set by tests/lab/lab}
REPO=$(cd "$LAB_DIR/../.." && pwd)
CACHE=${APTRACE_CACHE:-${HOME:?HOME is not set; set APTRACE_CACHE instead}/.cache/aptrace}
case $CACHE in
/*) ;;
*) printf 'lab: APTRACE_CACHE: "%s" is not an absolute path\n' "$CACHE" >&2
	exit "$EXIT_USAGE" ;;
esac
# make and ssh split their arguments at blanks, and no quoting helps there.
case $CACHE$REPO in
*[[:space:]:]*)
	printf 'lab: the cache "%s" and the repository "%s" must not have blanks or colons in their paths\n' \
		"$CACHE" "$REPO" >&2
	exit "$EXIT_USAGE" ;;
esac

CROSS=s390x-linux-gnu-
export LC_ALL=C

note()
{
	printf 'lab: %s\n' "$*" >&2
}

# die CODE TEXT...
die()
{
	local code=$1

	shift
	printf 'lab: %s\n' "$*" >&2
	exit "$code"
}

usage_error()
{
	printf 'lab: %s\nlab: see "tests/lab/lab help"\n' "$*" >&2
	exit "$EXIT_USAGE"
}

# with_lock NAME COMMAND...: one lab at a time in a part of the cache. The
# descriptor is not inherited by COMMAND's own background children.
with_lock()
{
	local file=$CACHE/lock.$1 fd rc=0

	shift
	mkdir -p "$CACHE"
	exec {fd}>"$file"
	if ! flock -n "$fd"; then
		note "waiting for another lab that builds (lock $file)"
		flock "$fd"
	fi
	"$@" {fd}>&- || rc=$?
	exec {fd}>&-
	return $rc
}

# retry TIMES COMMAND...: for what depends on the network
retry()
{
	local times=$1 attempt

	shift
	for ((attempt = 1; ; attempt++)); do
		"$@" && return 0
		((attempt < times)) || return 1
		note "attempt $attempt of $times failed, trying again: $1"
		sleep $((attempt * 3))
	done
}

# hash_of FILE...: a short name for what a cached build was made from
hash_of()
{
	cat "$@" | sha256sum | cut -c1-12
}

# publish TEMPORARY FINAL: what is under its final name is complete
publish()
{
	rm -rf "$2.old"
	[ ! -e "$2" ] || mv "$2" "$2.old"
	mv "$1" "$2"
	rm -rf "$2.old"
}

minutes()
{
	printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# time_share LINES_PERCENT PAIR...: interpolate in pairs "lines:time"
time_share()
{
	local at=$1 pair x0=0 y0=0 x1 y1

	shift
	for pair in "$@"; do
		x1=${pair%:*} y1=${pair#*:}
		if ((at <= x1 && x1 > x0)); then
			printf '%d\n' $((y0 + (at - x0) * (y1 - y0) / (x1 - x0)))
			return
		fi
		x0=$x1 y0=$y1
	done
	printf '99\n'
}

# progress LABEL EXPECTED PAIR...: reads a build's output lines, keeps them in
# file descriptor 3, shows how far it is and how long it may take. EXPECTED is
# the number of lines such a build printed when it was last measured, PAIRs
# are for time_share.
progress()
{
	local label=$1 expected=$2 count=0 start=$SECONDS shown=$SECONDS every=10
	local percent passed line text

	shift 2
	[ -t 2 ] && every=1
	while IFS= read -r line; do
		printf '%s\n' "$line" >&3
		count=$((count + 1))
		((SECONDS - shown >= every)) || continue
		shown=$SECONDS
		passed=$((SECONDS - start))
		percent=$(time_share $((count * 100 / expected)) "$@")
		((percent < 99)) || percent=99
		text="$label: $percent%, $(minutes $passed) so far"
		# Too early to tell from the first few percent
		((percent < 5)) || text+=", about $(minutes \
			$((passed * (100 - percent) / percent + 1))) left"
		if [ -t 2 ]; then
			printf '\r\033[Klab: %s' "$text" >&2
		else
			note "$text"
		fi
	done
	[ ! -t 2 ] || printf '\r\033[K' >&2
	note "$label: done in $(minutes $((SECONDS - start)))"
}
