# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The hosts' root file system, which is also the sysroot that the build
# machine's cross compiler links against, and the QEMU that runs the hosts.

# What a host has beyond what these depend on. The -dev packages are for the
# sysroot; they cost a few MB in the image and save a second tree.
ROOT_PACKAGES=(
	base-files libc-bin bash busybox-static coreutils procps util-linux kmod
	findutils grep sed diffutils
	iproute2 dropbear-bin ncurses-base
	s390-tools mdevctl udev qemu-system-s390x jq strace
	linux-perf trace-cmd bpftool
	libc6-dev linux-libc-dev libbpf-dev libelf-dev zlib1g-dev libzstd-dev
	libjson-c-dev libmicrohttpd-dev libsystemd-dev libcap-ng-dev
)

# Parts of these packages that no host uses
ROOT_PRUNE=(
	usr/share/doc usr/share/man usr/share/info usr/share/locale
	usr/share/perl usr/share/perl5 usr/share/zoneinfo usr/share/bash-completion
	usr/share/python3 usr/lib/systemd usr/lib/udev usr/lib/python3
	usr/lib/s390x-linux-gnu/perl usr/lib/s390x-linux-gnu/gconv
	usr/lib/s390x-linux-gnu/systemd usr/share/gdb usr/share/perf-core
	usr/lib/s390x-linux-gnu/perl-base usr/share/i18n
	usr/lib/s390x-linux-gnu/libicudata.a
	usr/share/qemu usr/lib/qemu usr/lib/s390x-linux-gnu/qemu
	usr/share/alsa usr/share/icons usr/share/applications usr/share/lintian
	usr/bin/qemu-pr-helper
)

# Files among them that are needed all the same: the rule by which mdevctl
# starts devices, the library of the udev daemon, the firmware that QEMU loads
# into every guest
ROOT_KEEP=(
	usr/lib/udev/rules.d/60-mdevctl.rules
	"usr/lib/s390x-linux-gnu/systemd/libsystemd-shared-*.so"
	usr/share/qemu/s390-ccw.img
)

root_key()
{
	{
		printf '%s\n' "${ROOT_PACKAGES[@]}" "${ROOT_PRUNE[@]}" \
			"${ROOT_KEEP[@]}"
		declare -f root_finish root_trim
		cat "$LAB_DIR/guest/stage1"
	} | sha256sum | cut -c1-12
}

qemu_user()
{
	local name

	for name in qemu-s390x-static qemu-s390x; do
		if command -v "$name"; then
			return 0
		fi
	done
	die "$EXIT_SETUP" "no qemu-s390x-static on this machine; run tests/lab/install-deps"
}

# root_ready, qemu_ready: is the current one in the cache
root_ready()
{
	[ "$(readlink "$CACHE/root/current")" = "$(root_key)" ] &&
		[ -e "$CACHE/root/current/root.img" ]
}

qemu_ready()
{
	[ "$(readlink "$CACHE/qemu/current")" = "$(host_suite)" ] &&
		[ -e "$CACHE/qemu/current/complete" ] &&
		qemu_works "$CACHE/qemu/current"
}

# root_build: make sure that the root file system is in the cache
root_build()
{
	local key dir tmp tree

	key=$(root_key)
	dir=$CACHE/root/$key
	if [ ! -e "$dir/root.img" ]; then
		note "fetching the hosts' packages (90 MB)"
		mkdir -p "$CACHE/root"
		archive_open guest s390x empty trixie
		tmp=$(mktemp -d "$CACHE/root/tmp.XXXXXX")
		chmod 755 "$tmp"
		archive_fetch guest "$tmp" "${ROOT_PACKAGES[@]}"
		note "unpacking the root file system"
		tree=$tmp/tree
		merged_usr "$tree"
		archive_unpack guest "$tmp/packages" "$tree"
		root_finish "$tmp" "$tree"
		publish "$tmp" "$dir"
		rm -rf "$CACHE/apt/guest/archives"
	fi
	ln -sfn "$key" "$CACHE/root/current"
	rm -rf "$CACHE"/root/tmp.*
	root_prune "$key"
}

# root_trim FOLDER TREE: prune, with what is to be kept aside in FOLDER meanwhile
root_trim()
{
	local kept=$1 tree=$2 path
	local keep=()

	for path in "${ROOT_KEEP[@]}"; do
		mapfile -t -O "${#keep[@]}" keep < <(cd "$tree" && compgen -G "$path")
	done
	[ "${#keep[@]}" -ge "${#ROOT_KEEP[@]}" ] || die "$EXIT_SETUP" \
		"the packages lack one of: ${ROOT_KEEP[*]} (ROOT_KEEP in $LAB_DIR/lib/root.sh)"
	mkdir "$kept"
	(cd "$tree" && cp -a --parents "${keep[@]}" "$kept")
	for path in "${ROOT_PRUNE[@]}"; do
		rm -rf "${tree:?}/$path"
	done
	cp -a "$kept/." "$tree"
	rm -rf "$kept"
}

# root_finish DIR TREE: what the packages' scripts would have done, as far as
# a host needs it, then the image
root_finish()
{
	local dir=$1 tree=$2 path emulator

	emulator=$(qemu_user)
	root_trim "$dir/kept" "$tree"
	mkdir -p "$tree"/{proc,sys,dev,run,tmp,root,repo,out,mnt} \
		"$tree/lab/"{rw,root,old} "$tree/usr/lib/modules" \
		"$tree/etc/dropbear" "$tree/root/.ssh" "$tree/var/lib" \
		"$tree/etc/mdevctl.d"
	chmod 700 "$tree/root" "$tree/root/.ssh"
	printf 'root:x:0:0:root:/root:/bin/bash\n' >"$tree/etc/passwd"
	printf 'root:x:0:\ntty:x:5:\n' >"$tree/etc/group"
	printf '127.0.0.1 localhost\n' >"$tree/etc/hosts"
	printf '/bin/sh\n/bin/bash\n' >"$tree/etc/shells"
	# Debian's alternatives are made by scripts; take the obvious ones.
	[ -e "$tree/usr/bin/awk" ] || ln -s mawk "$tree/usr/bin/awk"
	[ -e "$tree/usr/bin/sh" ] || ln -s bash "$tree/usr/bin/sh"
	# Busybox fills the gaps and never hides a real program.
	for path in $("$emulator" "$tree/usr/bin/busybox" --list); do
		[ -e "$tree/usr/bin/$path" ] || [ -e "$tree/usr/sbin/$path" ] ||
			ln -s busybox "$tree/usr/bin/$path"
	done
	install -m 755 "$LAB_DIR/guest/stage1" "$tree/lab/stage1"

	# One key pair for this cache: the hosts listen on 127.0.0.1 only. A lab
	# that is up while a new root is built goes on answering to it.
	if [ -e "$CACHE/root/current/client_key" ]; then
		cp -p "$CACHE"/root/current/client_key{,.pub} "$dir"
	else
		ssh-keygen -q -t ed25519 -N '' -C aptrace-lab \
			-f "$dir/client_key"
	fi
	install -m 600 "$dir/client_key.pub" "$tree/root/.ssh/authorized_keys"
	"$emulator" -L "$tree" "$tree/usr/bin/dropbearkey" -t ed25519 \
		-f "$tree/etc/dropbear/host_key" >/dev/null 2>&1 ||
		die "$EXIT_SETUP" "dropbearkey failed under $emulator"

	note "making the image"
	truncate -s "$(($(du -sm "$tree" | cut -f1) * 12 / 10 + 32))m" \
		"$dir/root.img"
	mke2fs -q -t ext4 -O ^has_journal -m 0 -E root_owner=0:0 \
		-d "$tree" "$dir/root.img"
}

root_prune()
{
	local old

	for old in "$CACHE"/root/*; do
		case ${old##*/} in
		"$1" | current) ;;
		*) rm -rf "$old" ;;
		esac
	done
}

root_require()
{
	[ -e "$CACHE/root/current/root.img" ] || die "$EXIT_SETUP" \
		"the root file system is not built; run: tests/lab/lab build"
}

# qemu_build: QEMU 10.0 or later in the cache. Debian 13 has it in its main
# suite, Debian 12 in backports; neither is installed on the machine.
qemu_build()
{
	local suite dir tmp pin=() suites=()

	qemu_ready && return 0
	suite=$(host_suite)
	dir=$CACHE/qemu/$suite
	note "fetching qemu-system-s390x"
	mkdir -p "$CACHE/qemu"
	suites=("$suite")
	if [ "$suite" = bookworm ]; then
		suites+=(bookworm-backports)
		pin=(-t bookworm-backports)
	fi
	archive_open qemu amd64 system "${suites[@]}" \
		-- "$suite-updates" "$suite-security"
	tmp=$(mktemp -d "$CACHE/qemu/tmp.XXXXXX")
	chmod 755 "$tmp"
	archive_fetch qemu "$tmp" "${pin[@]}" qemu-system-s390x
	merged_usr "$tmp/tree"
	# Its libraries may pull up a qemu-user of the machine: not needed.
	sed -i '/^qemu-user/d' "$tmp/packages"
	archive_unpack qemu "$tmp/packages" "$tmp/tree"
	rm -rf "$tmp/tree/usr/share/doc" "$tmp/tree/usr/share/man"
	qemu_works "$tmp" || die "$EXIT_SETUP" \
		"the QEMU of $suite does not start or is older than 10.0 ($tmp); it says: $("${QEMU[@]}" --version 2>&1 | head -n2)"
	date >"$tmp/complete"
	publish "$tmp" "$dir"
	rm -rf "$CACHE/apt/qemu/archives" "$CACHE"/qemu/tmp.*
	ln -sfn "$suite" "$CACHE/qemu/current"
}

# qemu_command DIR: set QEMU to the command that runs the QEMU of DIR with its
# own libraries and files
qemu_command()
{
	local tree=$1/tree/usr

	QEMU=(
		env "LD_LIBRARY_PATH=$tree/lib/x86_64-linux-gnu:$tree/lib"
		"QEMU_MODULE_DIR=$tree/lib/x86_64-linux-gnu/qemu"
		"$tree/bin/qemu-system-s390x" -L "$tree/share/qemu"
	)
}

qemu_works()
{
	local version

	qemu_command "$1"
	version=$("${QEMU[@]}" --version 2>/dev/null |
		sed -n 's/^QEMU emulator version \([0-9]*\)\..*/\1/p')
	[ "${version:-0}" -ge 10 ]
}

qemu_require()
{
	[ -e "$CACHE/qemu/current/complete" ] || die "$EXIT_SETUP" \
		"QEMU is not in the cache; run: tests/lab/lab build"
	qemu_command "$CACHE/qemu/current"
}
