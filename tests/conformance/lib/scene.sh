# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The scene that every case begins with and leaves behind, and what cases do to
# it. Source it after client.sh and report.sh.
#
#	adapters 03, 0a, 10; domains 0 to 3, 6; control domains 0 to 7
#	numbers up to 0x7f (adapters) and 0x5f (domains)
#	vfio_ap has all queues but 10.0001, 10.0002, 10.0003

# Names that other files read or set, and paths without blanks
# shellcheck disable=SC2034,SC2154,SC2086

readonly matrix=/sys/devices/vfio_ap/matrix
readonly type=$matrix/mdev_supported_types/vfio_ap-passthrough
readonly ap_bus=/sys/bus/ap
readonly ap_driver=$ap_bus/drivers/vfio_ap
readonly emu=/sys/kernel/config/ap_emu
readonly emu_debug=/sys/kernel/debug/ap_emu

readonly m1=11111111-2222-3333-4444-000000000001
readonly m2=11111111-2222-3333-4444-000000000002
readonly m3=11111111-2222-3333-4444-000000000003

# Interrupt indices of the device (include/uapi/linux/vfio.h)
readonly req_index=0 cfg_chg_index=1
readonly adapter_max=127 domain_max=95
printf -v zeros_60 '%060d' 0
printf -v zeros_64 '%064d' 0
readonly zeros_60 zeros_64

declare -A guest_pid
base_state=

# --- the machine

# For what must work: a failure is no result of a test.
sure_put() { # FILE VALUE
	put "$1" "$2"
	[[ $answer == ok ]] || broken "$1 answers '$answer' to '$2'"
}

machine_fields() { # FIELD=VALUE...
	local pair

	for pair; do
		sure_put $emu/"${pair%%=*}" "${pair#*=}"
	done
}

emu_queue() { # AA.DDDD FIELD=VALUE...
	local pair

	ask h mkdir $emu/queues/"$1"
	for pair in "${@:2}"; do
		sure_put $emu/queues/"$1"/"${pair%%=*}" "${pair#*=}"
	done
}

emu_queue_plain() { # AA.DDDD
	ask h rmdir $emu/queues/"$1"
}

emu_adapter() { # ID FIELD=VALUE...
	local pair

	ask h mkdir $emu/adapters/"$1"
	for pair in "${@:2}"; do
		sure_put $emu/adapters/"$1"/"${pair%%=*}" "${pair#*=}"
	done
}

qci_count() {
	get $emu_debug/totals
	answer=${answer#*qci=}
	answer=${answer%%[!0-9]*}
}

# A scan that was running already may have read the configuration too early: it
# counts only if QCI, with which it begins, was executed since.
rescan() {
	local before

	qci_count
	before=$answer
	sure_put $ap_bus/scans 1
	qci_count
	[[ $answer != "$before" ]] || sure_put $ap_bus/scans 1
}

zero_counters() {
	sure_put $emu_debug/reset_counters 1
}

# Queues that were reset, as "AA.DDDD AA.DDDD", in "answer"
get_resets() {
	local word names=

	ask h counter zapq
	for word in $answer; do
		names+=" ${word%=*}"
	done
	answer=${names# }
}

count_of() { # COUNTER AA.DDDD
	local word

	ask h counter "$1"
	for word in $answer 0; do
		[[ $word != "$2"=* ]] || break
	done
	answer=${word#*=}
}

# --- queues and masks

queue_driver() { # AA.DDDD
	ask h link $ap_bus/devices/"$1"/driver
}

bindings_complete() {
	get $ap_bus/bindings
	[[ $answer == *complete* ]]
}

settle() {
	wait_for $patience_s bindings_complete || broken "the AP bus does not bind: $answer"
}

unbind() { # AA.DDDD
	put_bare $ap_driver/unbind "$1"
	[[ $answer == ok ]] || broken "unbind of $1 answers '$answer'"
}

bind() { # AA.DDDD
	put_bare $ap_driver/bind "$1"
	[[ $answer == ok ]] || broken "bind of $1 answers '$answer'"
}

queue_status() { # AA.DDDD
	get /sys/devices/ap/card"${1%.*}"/"$1"/status
}

# --- mdevs

mdev_new() { # UUID
	sure_put $type/create "$1"
}

mdev_remove() { # UUID
	sure_put $matrix/"$1"/remove 1
}

# mdev_assign UUID adapter 3 10 domain 0 6 control_domain 5
mdev_assign() {
	local word uuid=$1 kind=

	for word in "${@:2}"; do
		case $word in
		adapter | domain | control_domain) kind=$word ;;
		*) sure_put $matrix/"$uuid"/assign_$kind "$word" ;;
		esac
	done
}

mdev_make() { # UUID, then as mdev_assign
	mdev_new "$1"
	mdev_assign "$@"
}

# --- guests

guest_vm() { # GUEST
	client_start "$1"
	ask "$1" vm
	[[ $answer == ok ]] || broken "no virtual machine: $answer"
	ask "$1" pid
	guest_pid[$1]=$answer
}

guest_start() { # GUEST UUID [group|cdev]
	guest_vm "$1"
	ask "$1" open "$2" "${3-cdev}"
	[[ $answer == ok ]] || broken "$1 cannot open $2: $answer"
}

guest_stop() { # GUEST
	client_stop "$1"
}

set_eventfd() { # GUEST INDEX NUMBER
	ask "$1" eventfd "$3"
	ask "$1" set-irqs full 36 "$2" 0 1 e"$3"
}

clear_eventfd() { # GUEST INDEX
	ask "$1" set-irqs full 36 "$2" 0 1 -1
}

remove_begin() { # UUID
	client_start r
	tell r write $matrix/"$1"/remove '1\n'
}

# What KVM has for that guest, by its own log: "03,0a/00,06/05" (adapters,
# domains, control domains), "cleared", or "never set". view_changes is how
# often it was set or cleared.
guest_view() { # GUEST
	ask h view "${guest_pid[$1]}"
	view_changes=${answer%% *}
	answer=${answer#* }
}

# --- expectations of one line

expect_put() { # ID FILE VALUE WANT
	put "$2" "$3"
	expect "$1" "$answer" "$4"
}

expect_get() { # ID FILE WANT
	get "$2"
	expect "$1" "$answer" "$3"
}

expect_words() { # ID FILE WANT
	get_words "$2"
	expect "$1" "$answer" "$3"
}

expect_ask() { # ID WANT CLIENT WORDS...
	ask "${@:3}"
	expect "$1" "$answer" "$2"
}

expect_view() { # ID GUEST WANT
	guest_view "$2"
	expect "$1" "$answer" "$3"
}

expect_guest() { # ID UUID WANT: guest_matrix
	expect_words "$1" $matrix/"$2"/guest_matrix "$3"
}

expect_matrix() { # ID UUID WANT
	expect_words "$1" $matrix/"$2"/matrix "$3"
}

expect_resets() { # ID WANT: queues that were reset since zero_counters
	get_resets
	expect "$1" "$answer" "$2"
}

# --- begin and end of a case

# Everything that a case could leave behind, as text
scene_state() {
	local queue state

	ask h list /sys/bus/mdev/devices
	state="mdevs: $answer"
	get $ap_bus/apmask
	state+="; apmask: $answer"
	get $ap_bus/aqmask
	state+="; aqmask: $answer"
	ask h list $emu/queues
	state+="; special queues: $answer"
	get $emu/domains
	state+="; domains: $answer"
	get $emu/control_domains
	state+="; control: $answer"
	ask h list $ap_bus/devices
	for queue in $answer; do
		[[ $queue == *.* ]] || continue
		queue_driver "$queue"
		state+="; $queue: $answer"
	done
	for queue in 03 0a 10; do
		for field in config checkstop present; do
			get $emu/adapters/$queue/$field
			state+="; $queue $field: $answer"
		done
	done
	answer=$state
}

# The machine must have no queue yet, and no driver: both take the limits once.
scene_machine() {
	machine_fields max_adapter=$adapter_max max_domain=$domain_max \
		domains=0-3,6 control_domains=0-7
	emu_adapter 03 type=cex8 mode=cca present=1
	emu_adapter 0a type=cex8 mode=cca present=1
	emu_adapter 10 type=cex8 mode=cca present=1
	# The bus's own scans would count, and see things too early.
	sure_put $ap_bus/config_time 120
	rescan
}

scene_masks() {
	sure_put $ap_bus/apmask -3,-10
	sure_put $ap_bus/aqmask -0,-6
	settle
	scene_state
	base_state=$answer
}

driver_load() {
	if [[ $driver == intree ]]; then
		lab-load-vfio-ap intree
	else
		lab-load-vfio-ap
	fi
}

case_begin() { # NAME
	current_case=$1
	zero_counters
}

# What the case has not put back is a failure, and put back for the next one.
case_end() {
	local uuid name

	for name in v g1 g2 g3 r; do
		client_stop $name
	done
	for uuid in $m1 $m2 $m3; do
		[[ -e $matrix/$uuid ]] && mdev_remove $uuid
	done
	scene_state
	[[ $answer == "$base_state" ]] && return
	is "$answer" "$base_state" "$current_case: the scene is as before"
	scene_repair
}

scene_repair() {
	local name

	ask h list /sys/bus/mdev/devices
	for name in $answer; do
		mdev_remove "$name"
	done
	ask h list $emu/queues
	for name in $answer; do
		emu_queue_plain "$name"
	done
	machine_fields domains=0-3,6 control_domains=0-7
	for name in 03 0a 10; do
		emu_adapter $name config=1 checkstop=0 type=cex8 present=1
	done
	rescan
	put $ap_bus/apmask 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
	put $ap_bus/aqmask 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
	sure_put $ap_bus/apmask -3,-10
	sure_put $ap_bus/aqmask -0,-6
	ask h list $ap_bus/devices
	for name in $answer; do
		[[ $name == *.* ]] || continue
		queue_driver "$name"
		[[ $answer == -ENOENT ]] && put_bare $ap_driver/bind "$name"
	done
	settle
	scene_state
	[[ $answer == "$base_state" ]] || bail_out "the scene cannot be repaired: $answer"
}
