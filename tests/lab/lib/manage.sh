# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# build, status, env, clean: the cache and what is in it.

need_tools()
{
	local tool missing=()

	for tool in "${CROSS}gcc" flex bison bc pahole depmod cpio xz \
			mke2fs ssh-keygen rsync flock; do
		command -v "$tool" >/dev/null || missing+=("$tool")
	done
	[ ${#missing[@]} -eq 0 ] || die "$EXIT_SETUP" \
		"not on this machine: ${missing[*]}; run tests/lab/install-deps"
}

cmd_build()
{
	local variants=(lab) update=no variant

	kernel_defaults
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel)
			kernel_check_line --kernel "${2-}"
			OPT_KERNEL=$2
			shift ;;
		--debug) OPT_DEBUG=1 ;;
		--update) update=yes ;;
		*) usage_error "build: unknown argument \"$1\"" ;;
		esac
		shift
	done
	# "lab" is always there: the hosts' programs are built from its BTF, and
	# the style checks use its source.
	variant=$(kernel_variant "$OPT_KERNEL" "$OPT_DEBUG")
	[ "$variant" = lab ] || variants+=("$variant")
	need_tools
	mkdir -p "$CACHE/kernel"
	# Everything there: no need to wait for a lab that builds another part
	if [ $update = no ] && build_ready "${variants[@]}"; then
		return 0
	fi
	with_lock build build_all "$update" "${variants[@]}"
}

build_ready()
{
	local variant

	for variant in "$@"; do
		kernel_ready "$variant" || return 1
	done
	root_ready && qemu_ready
}

build_all()
{
	local variant update=$1

	shift
	qemu_build
	root_build
	for variant in "$@"; do
		[ "$update" = no ] || kernel_source_update "$variant"
		kernel_build "$variant"
	done
}

cmd_status()
{
	local dir host state variant

	[ $# -eq 0 ] || usage_error "status takes no argument"
	printf 'cache: %s\n' "$CACHE"
	for variant in "${KERNEL_VARIANTS[@]}"; do
		dir=$(kernel_dir "$variant")
		if [ -e "$dir/complete" ]; then
			printf 'kernel %s: %s (source %s)\n' "$variant" \
				"$(<"$dir/release")" \
				"$(<"$(kernel_source "$variant")/version")"
		else
			printf 'kernel %s: not built\n' "$variant"
		fi
	done
	if [ -e "$CACHE/root/current/root.img" ]; then
		printf 'root: %s packages\n' \
			"$(wc -l <"$CACHE/root/current/packages")"
	else
		printf 'root: not built\n'
	fi
	if [ -e "$CACHE/qemu/current/complete" ]; then
		qemu_command "$CACHE/qemu/current"
		printf 'qemu: %s\n' "$("${QEMU[@]}" --version | sed -n 1p)"
	else
		printf 'qemu: not in the cache\n'
	fi
	for dir in "$RUN_DIR"/*/; do
		[ -d "$dir" ] || continue
		dir=${dir%/}
		for host in $(session_hosts "${dir##*/}"); do
			state=up
			host_alive "$dir" "$host" || state=dead
			printf 'lab %s: host %s %s, console %s\n' \
				"${dir##*/}" "$host" "$state" \
				"$dir/$host.console"
		done
	done
}

cmd_env()
{
	local variant

	[ $# -eq 0 ] || usage_error "env takes no argument"
	kernel_defaults
	variant=$(kernel_variant "$OPT_KERNEL" "$OPT_DEBUG")
	printf 'LAB_CACHE=%q\n' "$CACHE"
	printf 'LAB_ROOT=%q\n' "$CACHE/root/current/tree"
	printf 'LAB_VARIANT=%q\n' "$variant"
	printf 'LAB_KBUILD=%q\n' "$CACHE/kernel/$variant/build"
	printf 'LAB_VMLINUX=%q\n' "$CACHE/kernel/$variant/build/vmlinux"
	printf 'LAB_RUN_DIR=%q\n' "$RUN_DIR"
}

cmd_clean()
{
	local all=no dir

	case ${1-} in
	'') ;;
	--all) all=yes ;;
	*) usage_error "clean: unknown argument \"$1\"" ;;
	esac
	[ $# -le 1 ] || usage_error "clean: unexpected \"$2\""
	# shellcheck disable=SC2034 # cleanup_now reads it
	OPT_KEEP=no
	for dir in "$RUN_DIR"/*/; do
		[ -d "$dir" ] || continue
		dir=${dir%/}
		cleanup_now "${dir##*/}"
	done
	[ $all = no ] || with_lock build clean_cache
}

# clean_cache: only what this script made; APTRACE_CACHE may be any folder
clean_cache()
{
	rm -rf "${CACHE:?}"/{apt,bench,kernel,root,qemu,run} "$CACHE"/lock.*
	rmdir "$CACHE" 2>/dev/null || true
}
