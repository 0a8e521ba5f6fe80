# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # names of lib/
#
# C3: the mdev type

case_types() {
	expect_ask C3.types "vfio_ap-passthrough" h list "${type%/*}"
	expect_ask C3.files "available_instances create device_api devices name" h list $type
	expect_get C3.name $type/name 'VFIO AP Passthrough Device\n'
	expect_get C3.device_api $type/device_api 'vfio-ap\n'
	expect_get C3.available_instances $type/available_instances '65536\n'
	mdev_new $m1
	expect_get C3.available_instances.one $type/available_instances '65535\n'
	expect_ask C3.devices.one $m1 h list $type/devices
	mdev_new $m2
	expect_get C3.available_instances.two $type/available_instances '65534\n'
	mdev_remove $m1
	expect_get C3.available_instances.back $type/available_instances '65535\n'
	expect_ask C3.devices.other $m2 h list $type/devices
	mdev_remove $m2
	expect_get C3.available_instances.all $type/available_instances '65536\n'
}
