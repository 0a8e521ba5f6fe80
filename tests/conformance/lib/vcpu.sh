# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A guest with a processor, which executes PQAP: "apvmm guest" as one more client
# process, named v. Source it after client.sh and scene.sh.

# Names that other files read or set, and paths without blanks
# shellcheck disable=SC2034,SC2154,SC2086,SC1007

vcpu_start() { # UUID [OPTION OF APVMM...]
	client_launch v apvmm guest --mdev "$@"
	guest_pid[v]=${client_pid[v]}
	answer=
	until [[ $answer == ready* ]]; do
		hear v || {
			broken "no guest with a processor: $(tail -n 1 $run_dir/v.err)"
			return 1
		}
	done
}

vcpu_stop() {
	client_stop v
}

# One step. The answer is short: "rc=00 cc=0", "program 2", "io 3", "none", the
# bytes of memory, "ok" or "-EINVAL".
vcpu() { # STEP
	local word outcome= cc= rc= code= isc= error= bytes=

	ask v "$1"
	for word in $answer; do
		case $word in
		outcome=*) outcome=${word#*=} ;;
		cc=*) cc=${word#*=} ;;
		rc=*) rc=${word#*=} ;;
		program_code=*) code=${word#*=} ;;
		isc=*) isc=${word#*=} ;;
		bytes=*) bytes=${word#*=} ;;
		errno=*) error=${word#*=} ;;
		esac
	done
	case $outcome in
	done) answer="rc=${rc#0x} cc=$cc" ;;
	program) answer="program $code" ;;
	io) answer="io $isc" ;;
	?*) answer=$outcome ;;
	*)
		answer=${bytes:-ok}
		[[ ${error:-0} == 0 ]] || answer=-$error
		;;
	esac
}

expect_vcpu() { # ID STEP WANT
	vcpu "$2"
	expect "$1" "$answer" "$3"
}

# What the adapter says when it is told to interrupt
expect_raise() { # ID AA.DDDD WANT
	put $emu_debug/raise "$2"
	expect "$1" "$answer" "$3"
}
