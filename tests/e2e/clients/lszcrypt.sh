# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# lszcrypt: whole texts, with queues in each of the three states

# a, matrix: constants without blanks, of scene.sh and host.sh
# shellcheck disable=SC2154,SC2086,SC2054

lszcrypt_text() { # OPTION...
	lszcrypt "$@" 2>&1 | sed 's/ *$//'
}

# The table of -V: STATUS is what 03.0006 and 0a.0000, 0a.0006 and 03.0000 have
lszcrypt_verbose() { # STATUS
	local adapter domain row

	cat <<-EOF
		CARD.DOM TYPE  MODE        STATUS     REQUESTS  PENDING HWTYPE QDEPTH FUNCTIONS  DRIVER
		--------------------------------------------------------------------------------------------
	EOF
	for adapter in 03 0a 10; do
		printf '%-8s CEX8C CCA-Coproc  online            0        0     14     09 SMCD--N-F- cex4card\n' $adapter
		for domain in 0000 0001 0002 0003 0006; do
			row="unassigned        -        -     14     09 SMCD--N-F- vfio_ap"
			case $adapter.$domain in
			10.0001 | 10.0002 | 10.0003)
				row="online            0        0     14     09 SMCD--N-F- cex4queue" ;;
			03.0000 | 03.0006 | 0a.0000 | 0a.0006)
				row=$(printf '%-17s -        -     14     09 SMCD--N-F- vfio_ap' "$1") ;;
			esac
			echo "$adapter.$domain  CEX8C CCA-Coproc  $row"
		done
	done
}

test_lszcrypt() {
	local plain row

	plain="CARD.DOM TYPE  MODE        STATUS     REQUESTS
----------------------------------------------
03       CEX8C CCA-Coproc  online            0
0a       CEX8C CCA-Coproc  online            0
10       CEX8C CCA-Coproc  online            0
10.0001  CEX8C CCA-Coproc  online            0
10.0002  CEX8C CCA-Coproc  online            0
10.0003  CEX8C CCA-Coproc  online            0"

	is "$(lszcrypt_text)" "$plain" "lszcrypt: the queues of guests are not listed"
	is "$(lszcrypt_text -V)" "$(lszcrypt_verbose unassigned)" "lszcrypt -V: unassigned"
	mdev_create $a
	is "$(lszcrypt_text -V)" "$(lszcrypt_verbose assigned)" "lszcrypt -V: assigned"
	guest_start $a
	is "$(lszcrypt_text -V)" "$(lszcrypt_verbose "in use")" "lszcrypt -V: in use"
	is "$(lszcrypt_text)" "$plain" "lszcrypt: as before"
	is "$(lszcrypt_text -V 03.0006 | tail -n +3)" \
		"03.0006  CEX8C CCA-Coproc  in use            -        -     14     09 SMCD--N-F- vfio_ap" \
		"lszcrypt -V: one queue"
	guest_stop
	is "$(lszcrypt_text -V)" "$(lszcrypt_verbose assigned)" "lszcrypt -V: assigned again"
	mdev_remove $a
	is "$(lszcrypt_text -V)" "$(lszcrypt_verbose unassigned)" "lszcrypt -V: unassigned again"

	is "$(lszcrypt_text -d)" "$(
		echo "DOMAIN 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"
		echo "------------------------------------------------------"
		echo "    00  B  B  B  B  C  C  B  C  .  .  .  .  .  .  .  ."
		for row in 1 2 3 4 5 6 7 8 9 a b c d e f; do
			echo "    ${row}0  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  ."
		done
		echo "------------------------------------------------------"
		echo "C: Control domain"
		echo "U: Usage domain"
		echo "B: Both (Control + Usage domain)")" "lszcrypt -d: the whole text"
	is "$(lszcrypt_text -b | head -n 3)" "features: APSC APXA
ap_domain=0x0
ap_max_domain_id=0xff" "lszcrypt -b"
}
