# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C15: GET_INFO, GET_IRQ_INFO, SET_IRQS and other numbers, malformed ones too

# flags of SET_IRQS (include/uapi/linux/vfio.h)
readonly data_none=1 data_bool=2 data_eventfd=4
readonly action_mask=8 action_unmask=16 action_trigger=32
readonly trigger_eventfd=$((data_eventfd | action_trigger))

# Name, argsz, flags, index, start, count, data, answer
set_irqs_table() {
	cat <<EOT
argsz_no_data|20|$trigger_eventfd|0|0|1|e0|-EINVAL
argsz_short|19|$trigger_eventfd|0|0|1|e0|-EINVAL
argsz_zero|0|$trigger_eventfd|0|0|1|e0|-EINVAL
argsz_large|4096|$trigger_eventfd|0|0|1|e0|ok
fault|fault|$trigger_eventfd|0|0|1|e0|-EFAULT
index_2|full|$trigger_eventfd|2|0|1|e0|-EINVAL
index_max|full|$trigger_eventfd|4294967295|0|1|e0|-EINVAL
start_1|full|$trigger_eventfd|0|1|1|e0|-EINVAL
start_max|full|$trigger_eventfd|0|4294967295|1|e0|-EINVAL
count_2|24|$trigger_eventfd|0|0|2|e0|-EINVAL
count_2_argsz|28|$trigger_eventfd|0|0|2|e0|-EINVAL
count_max|full|$trigger_eventfd|0|0|4294967295|e0|-EINVAL
flags_none|full|0|0|0|1|e0|-EINVAL
no_action|full|$data_eventfd|0|0|1|e0|-EINVAL
no_data_type|full|$action_trigger|0|0|1|e0|-EINVAL
data_none|full|$((data_none | action_trigger))|0|0|1|e0|-EINVAL
data_none_count_0|full|$((data_none | action_trigger))|0|0|0|e0|-EINVAL
data_bool|full|$((data_bool | action_trigger))|0|0|1|e0|-EINVAL
two_data_types|full|$((data_none | data_eventfd | action_trigger))|0|0|1|e0|-EINVAL
mask|full|$((data_eventfd | action_mask))|0|0|1|e0|-EINVAL
unmask|full|$((data_eventfd | action_unmask))|0|0|1|e0|-EINVAL
unknown_flag|full|$((trigger_eventfd | 64))|0|0|1|e0|-EINVAL
closed_fd|full|$trigger_eventfd|0|0|1|closed|-EBADF
no_eventfd|full|$trigger_eventfd|0|0|1|file|-EINVAL
fd_minus_2|full|$trigger_eventfd|0|0|1|-2|-EINVAL
fd_min|full|$trigger_eventfd|0|0|1|-2147483648|-EINVAL
eventfd|full|$trigger_eventfd|0|0|1|e0|ok
eventfd_again|full|$trigger_eventfd|0|0|1|e0|ok
eventfd_other|full|$trigger_eventfd|0|0|1|e1|ok
clear|full|$trigger_eventfd|0|0|1|-1|ok
clear_again|full|$trigger_eventfd|0|0|1|-1|ok
cfg_chg.eventfd|full|$trigger_eventfd|1|0|1|e0|ok
cfg_chg.eventfd_again|full|$trigger_eventfd|1|0|1|e1|ok
cfg_chg.closed_fd|full|$trigger_eventfd|1|0|1|closed|-EBADF
cfg_chg.no_eventfd|full|$trigger_eventfd|1|0|1|file|-EINVAL
cfg_chg.fd_minus_2|full|$trigger_eventfd|1|0|1|-2|-EINVAL
cfg_chg.count_2|28|$trigger_eventfd|1|0|2|e0|-EINVAL
cfg_chg.data_none|full|$((data_none | action_trigger))|1|0|1|e0|-EINVAL
cfg_chg.clear|full|$trigger_eventfd|1|0|1|-1|ok
EOT
}

case_ioctl() {
	local api name argsz flags index start count data want

	mdev_make $m1 adapter 3 domain 6
	for api in group cdev; do
		guest_start g1 $m1 $api
		expect_ask C15.info.$api "flags=0x21 regions=0 irqs=2" g1 info full
		guest_stop g1
	done
	guest_start g1 $m1
	# The fields up to num_irqs are 16 bytes.
	expect_ask C15.info.argsz_16 "flags=0x21 regions=0 irqs=2" g1 info 16
	expect_ask C15.info.argsz_large "flags=0x21 regions=0 irqs=2" g1 info 65536
	expect_ask C15.info.argsz_15 -EINVAL g1 info 15
	expect_ask C15.info.argsz_0 -EINVAL g1 info 0
	expect_ask C15.info.fault -EFAULT g1 info fault

	expect_ask C15.irq_info.req "flags=0x1 count=1" g1 irq-info full 0
	expect_ask C15.irq_info.cfg_chg "flags=0x1 count=1" g1 irq-info full 1
	expect_ask C15.irq_info.index_2 -EINVAL g1 irq-info full 2
	expect_ask C15.irq_info.index_max -EINVAL g1 irq-info full 4294967295
	expect_ask C15.irq_info.argsz_15 -EINVAL g1 irq-info 15 0
	expect_ask C15.irq_info.argsz_0 -EINVAL g1 irq-info 0 0
	expect_ask C15.irq_info.argsz_large "flags=0x1 count=1" g1 irq-info 64 0
	expect_ask C15.irq_info.fault -EFAULT g1 irq-info fault 0

	ask g1 eventfd 0
	ask g1 eventfd 1
	while IFS='|' read -r name argsz flags index start count data want; do
		expect_ask "C15.set_irqs.$name" "$want" g1 \
			set-irqs "$argsz" "$flags" "$index" "$start" "$count" "$data"
	done < <(set_irqs_table)
	# None of this is a signal.
	expect_ask C15.set_irqs.silent_0 0 g1 count 0
	expect_ask C15.set_irqs.silent_1 0 g1 count 1

	# GET_PCI_HOT_RESET_INFO, and a number that nobody has
	expect_ask C15.ioctl.pci_hot_reset_info -EOPNOTSUPP g1 ioctl 12
	expect_ask C15.ioctl.unknown -EOPNOTSUPP g1 ioctl 99
	guest_stop g1
}
