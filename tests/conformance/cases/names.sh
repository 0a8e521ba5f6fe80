# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C1, C2: objects, names, modes and the features attribute

case_names() {
	local mode file

	expect C1.root.devices "$([[ -d /sys/devices/vfio_ap/matrix ]] && echo yes)" yes
	expect_ask C1.bus.device "matrix" h list /sys/bus/matrix/devices
	expect_ask C1.bus.drivers "vfio_ap" h list /sys/bus/matrix/drivers
	expect_ask C1.device.bus "matrix" h link $matrix/subsystem
	expect_ask C1.device.driver "vfio_ap" h link $matrix/driver
	ask h link /sys/bus/matrix/devices/matrix
	expect C1.bus.device_link "$answer" "matrix"
	expect C1.bus.device_target "$(readlink -f /sys/bus/matrix/devices/matrix)" $matrix
	# CONTRACT.md calls it an attribute of the driver; it is one of the device,
	# that the driver brings along: in-tree 6.12 and 7.3.4 agree.
	expect_get C2.features $matrix/features 'guest_matrix hotplug ap_config migratable\n'
	expect_get C2.features.by_bus /sys/bus/matrix/devices/matrix/features \
		'guest_matrix hotplug ap_config migratable\n'
	expect C2.features.mode "$(stat -c %a $matrix/features)" 444
	expect_put C2.features.write $matrix/features x "-EACCES open"

	ask h list $ap_driver
	expect C1.ap_driver.is_there "$([[ $answer == *bind* ]] && echo yes)" yes
	expect C1.mdev_bus "$(readlink -f /sys/class/mdev_bus/matrix)" $matrix
	expect C1.mdev_driver "$([[ -d /sys/bus/mdev/drivers/vfio_ap_mdev ]] && echo yes)" yes

	mdev_new $m1
	expect_ask C1.mdev.driver "vfio_ap_mdev" h link $matrix/$m1/driver
	expect_ask C1.mdev.type "vfio_ap-passthrough" h link $matrix/$m1/mdev_type
	expect_ask C1.mdev.bus "mdev" h link $matrix/$m1/subsystem
	expect C1.mdev.bus_link "$(readlink -f /sys/bus/mdev/devices/$m1)" $matrix/$m1
	ask h link $matrix/$m1/iommu_group
	expect C1.mdev.group_node "$([[ -c /dev/vfio/$answer ]] && echo yes)" yes
	ask h list $matrix/$m1/vfio-dev
	expect C1.mdev.cdev_node "$([[ -c /dev/vfio/devices/$answer ]] && echo yes)" yes
	for file in assign_adapter unassign_adapter assign_domain unassign_domain \
		assign_control_domain unassign_control_domain; do
		expect C1.mode.$file "$(stat -c %a $matrix/$m1/$file)" 200
	done
	for file in control_domains matrix guest_matrix; do
		expect C1.mode.$file "$(stat -c %a $matrix/$m1/$file)" 444
	done
	expect C1.mode.ap_config "$(stat -c %a $matrix/$m1/ap_config)" 644
	expect C1.mode.status "$(stat -c %a /sys/devices/ap/card03/03.0000/status)" 444
	# Queues of other drivers do not have it, cards neither.
	expect_get C1.status.host_queue /sys/devices/ap/card10/10.0001/status "-ENOENT open"
	expect_get C1.status.card /sys/devices/ap/card03/status "-ENOENT open"
}
