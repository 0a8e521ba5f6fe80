# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Ids, expectations, and the differences that are known of. Source it after
# tests/lib/tap.sh, then differences_read.

# Names that other files read or set, and paths without blanks
# shellcheck disable=SC2034,SC2154

declare -A difference reason seen
not_run_ids=()

differences_read() { # FILE DRIVER KERNEL [debug]
	local id driver kernel outcome why number=0

	while IFS='|' read -r id driver kernel outcome why; do
		number=$((number + 1))
		read -r id <<<"$id"
		[[ -n $id && $id != \#* ]] || continue
		read -r driver <<<"$driver"
		read -r kernel <<<"$kernel"
		read -r outcome <<<"$outcome"
		read -r why <<<"$why"
		[[ $driver == intree || $driver == ours ]] ||
			bail_out "$1 line $number: driver '$driver' is neither intree nor ours"
		[[ " any 6.12 newest debug " == *" $kernel "* ]] ||
			bail_out "$1 line $number: kernel '$kernel' is none of any, 6.12, newest, debug"
		[[ -n $outcome && -n $why ]] ||
			bail_out "$1 line $number: wants ID|DRIVER|KERNEL|OUTCOME|REASON"
		[[ $driver == "$2" && ($kernel == any || $kernel == "$3" ||
			$kernel == "${4-}") ]] || continue
		[[ -z ${difference[$id]-} ]] ||
			bail_out "$1 line $number: $id is listed twice for $2 on $3"
		if [[ $id == *\** ]]; then
			[[ $outcome == "not run" ]] ||
				bail_out "$1 line $number: a pattern can only be 'not run'"
			not_run_ids+=("$id")
		fi
		difference[$id]=$outcome
		reason[$id]=$why
	done <"$1"
}

first_use() { # ID
	[[ -z ${seen[$1]-} ]] || ok 1 "$1: this id is used twice"
	seen[$1]=1
}

# The contract says WANT; the list may say that this driver does otherwise, and
# then it must do exactly that.
expect() { # ID GOT WANT
	local listed

	first_use "$1"
	listed=${difference[$1]-}
	if [[ -z $listed ]]; then
		is "$2" "$3" "$1"
	elif [[ $2 == "$3" ]]; then
		ok 1 "$1: the difference is gone, take it off the list"
		echo "#   now as the contract says: $3"
	else
		is "$2" "$listed" "$1 (differs: ${reason[$1]})"
	fi
}

# True, and reported as skipped, if the list says that ID must not be run here
not_run() { # ID
	local pattern part id=$1

	if [[ ${difference[$id]-} != "not run" ]]; then
		for pattern in ${not_run_ids[@]+"${not_run_ids[@]}"}; do
			# shellcheck disable=SC2053
			[[ $1 == $pattern ]] && id=$pattern
		done
		[[ $id != "$1" ]] || return 1
	fi
	seen[$id]=1
	# What else is listed of it cannot be seen.
	for part in "${!difference[@]}"; do
		[[ $part != "$1".* ]] || seen[$part]=1
	done
	first_use "$1.not_run"
	ok 0 "$1 # SKIP ${reason[$id]}"
}

# What this kernel does not have, whatever the driver
skip() { # ID WHY
	first_use "$1"
	ok 0 "$1 # SKIP $2"
}

# After a run of all cases: what is listed must have been seen
differences_stale() {
	local id

	for id in "${!difference[@]}"; do
		[[ -n ${seen[$id]-} ]] || ok 1 "$id is in the list of differences, but there is no such test"
	done
}

# Something that a test needs, but is not the test
broken() { # WHAT
	ok 1 "$current_case: the scene could not be set: $1"
}
