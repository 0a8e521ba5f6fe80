# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# conform-client, as processes that stay: starting a program takes an emulated
# machine longer than all that these tests ask. "h" touches files, "r" does what
# blocks, g1 to g3 are guests. What they answer is in "answer".

# Names that other files read or set, and paths without blanks
# shellcheck disable=SC2034,SC2154

readonly run_dir=/run/conform
# Emulation on a busy machine is slow; this only bounds a hang.
readonly patience_s=60

declare -A client_in client_out client_pid
answer=

# Runs it without the others' pipes, whose ends would else never be seen.
client_run() { # NAME COMMAND...
	local fd

	for fd in ${client_in[@]+"${client_in[@]}"} ${client_out[@]+"${client_out[@]}"}; do
		exec {fd}>&-
	done
	exec "${@:2}" <$run_dir/"$1".in >$run_dir/"$1".out 2>>$run_dir/"$1".err
}

# Its pipes, and the process
client_launch() { # NAME COMMAND...
	local in out

	mkdir -p $run_dir
	[[ -p $run_dir/$1.in ]] || mkfifo $run_dir/"$1".in $run_dir/"$1".out
	client_run "$@" &
	client_pid[$1]=$!
	# Each end is opened by both, in the same order.
	exec {in}>$run_dir/"$1".in {out}<$run_dir/"$1".out
	client_in[$1]=$in client_out[$1]=$out
}

client_start() { # NAME
	[[ -n ${client_pid[$1]-} ]] || client_launch "$1" conform-client
}

client_ended() { # NAME
	! kill -0 "${client_pid[$1]}" 2>/dev/null
}

# Ends it: what a guest had open is closed as when a VMM dies.
client_stop() { # NAME
	local in out

	[[ -n ${client_pid[$1]-} ]] || return 0
	in=${client_in[$1]} out=${client_out[$1]}
	exec {in}>&- {out}<&-
	unset "client_in[$1]" "client_out[$1]"
	if ! wait_for $patience_s client_ended "$1"; then
		broken "client $1 does not end"
		kill -KILL "${client_pid[$1]}"
	fi
	wait "${client_pid[$1]}"
	unset "client_pid[$1]"
}

tell() { # NAME WORDS...
	local IFS=' '

	printf '%s\n' "${*:2}" >&"${client_in[$1]}"
}

# False when nothing comes in that time
hear() { # NAME [SECONDS]
	read -r -t "${2-$patience_s}" -u "${client_out[$1]}" answer && return
	answer='(no answer)'
	return 1
}

ask() { # NAME WORDS...
	tell "$@"
	hear "$1" || {
		ps -o pid,stat,wchan:30,args -p "${client_pid[$1]}" 2>/dev/null | sed 's/^/# /'
		bail_out "${current_case-}: no answer within $patience_s s: ${*:2}"
	}
	[[ $answer != usage:* ]] || bail_out "conform-client: $answer"
}

# One write(), of a line. Escapes: client.h
put() { # FILE VALUE
	ask h write "$1" "${2// /\\s}\\n"
}

# The same without a line end
put_bare() { # FILE VALUE
	ask h write "$1" "${2// /\\s}"
}

get() { # FILE
	ask h read "$1"
}

# All lines as one, separated by blanks
get_words() { # FILE
	ask h read "$1"
	answer=${answer//\\n/ }
	answer=${answer% }
}
