# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Our modules, built against a lab kernel. The sources are copied first: an
# external build writes beside its sources, once for each kernel.

# Every folder with a Kbuild file, the driver first
mapfile -t MODULE_FOLDERS < <(cd "$REPO" && find driver tests -name Kbuild \
	-printf '%h\n' | sort)

cmd_modules()
{
	local variant action=modules_build extra=()

	kernel_defaults
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel)
			kernel_check_line --kernel "${2-}"
			OPT_KERNEL=$2
			shift ;;
		--debug) OPT_DEBUG=1 ;;
		--check) action=modules_check ;;
		--)
			shift
			extra=("$@")
			break ;;
		*) usage_error "modules: unknown argument \"$1\"" ;;
		esac
		shift
	done
	variant=$(kernel_variant "$OPT_KERNEL" "$OPT_DEBUG")
	kernel_require "$variant"
	mkdir -p "$REPO/build/s390x"
	(
		flock 9
		"$action" "$variant" "${extra[@]}" 9>&-
	) 9>"$REPO/build/s390x/.lock-$action-$variant"
}

# modules_require VARIANT: our modules, if there are any, are this kernel's. Others
# would be taken, as the kernels have the same name, and end in an oops.
modules_require()
{
	local mark kbuild

	mark=$REPO/build/s390x/kbuild-$1/.kernel
	kbuild=$(readlink -f "$(kernel_dir "$1")")/build
	[ ! -e "$mark" ] || [ "$(cat "$mark")" = "$kbuild" ] || die "$EXIT_SETUP" \
		"our modules were built for another $1 kernel ($(cat "$mark")); run: tests/lab/lab modules$(kernel_options "$1")"
}

# modules_make TREE KBUILD [ARGUMENT...]: all folders below TREE, side by side, as much of
# one is a single process. What make says of a folder is in its file ".log". Sets failed.
modules_make()
{
	local tree=$1 kbuild=$2 folder pids=() i

	shift 2
	for folder in "${MODULE_FOLDERS[@]}"; do
		kernel_make "$kbuild" -s -j"$(nproc)" M="$tree/$folder" "$@" \
			modules >"$tree/$folder/.log" 2>&1 &
		pids+=($!)
	done
	failed=()
	for i in "${!pids[@]}"; do
		wait "${pids[i]}" || failed+=("${MODULE_FOLDERS[i]}")
	done
}

# modules_check VARIANT: what the compiler with W=1 and sparse with its endian
# checks say of our modules, on standard output. Always all of it: a file that
# was compiled before would not be warned about again.
modules_check()
{
	local variant=$1 tree folder kbuild log rc=0 failed

	shift
	command -v sparse >/dev/null || die "$EXIT_SETUP" \
		"not on this machine: sparse; run tests/lab/install-deps"
	tree=$REPO/build/s390x/kbuild-$variant-check
	log=$tree/log
	kbuild=$(readlink -f "$(kernel_dir "$variant")")/build
	rm -rf "$tree"
	mkdir -p "$tree"
	modules_sync "$tree"
	# sparse is only run with an exit code that make ignores, so what it says is
	# the result; the compiler's says both.
	modules_make "$tree" "$kbuild" W=1 C=2 CF="-D__CHECK_ENDIAN__" \
		CONFIG_DEBUG_INFO_BTF_MODULES= "$@"
	for folder in "${MODULE_FOLDERS[@]}"; do
		cat "$tree/$folder/.log"
	done >"$log"
	[ ${#failed[@]} -eq 0 ] || printf 'building %s failed\n' "${failed[@]}" >>"$log"
	sed "s|$tree/||g" "$log"
	[ ! -s "$log" ] || rc=1
	return $rc
}

modules_build()
{
	local variant=$1 tree out folder file rc=0 kbuild found=() failed

	shift
	tree=$REPO/build/s390x/kbuild-$variant
	out=$REPO/build/s390x/modules-$variant
	kbuild=$(readlink -f "$(kernel_dir "$variant")")/build
	mkdir -p "$tree" "$out"

	# Objects of another kernel tree do not count as up to date.
	if [ "$(cat "$tree/.kernel" 2>/dev/null)" != "$kbuild" ]; then
		rm -rf "${tree:?}"
		mkdir -p "$tree"
		printf '%s\n' "$kbuild" >"$tree/.kernel"
	fi
	modules_sync "$tree"

	modules_make "$tree" "$kbuild" "$@"
	for folder in "${MODULE_FOLDERS[@]}"; do
		cat "$tree/$folder/.log" >&2
		[[ " ${failed[*]} " != *" $folder "* ]] || {
			note "building $folder failed"
			rc=1
			continue
		}
		for file in "$tree/$folder"/*.ko; do
			[ -e "$file" ] || continue
			found+=("${file##*/}")
			[ ! "$out/${file##*/}" -nt "$file" ] || continue
			# --strip-debug keeps .BTF
			"${CROSS}strip" --strip-debug -o "$out/.tmp.ko" "$file"
			mv "$out/.tmp.ko" "$out/${file##*/}"
		done
	done
	# A module that is no longer built must not be loaded by accident.
	for file in "$out"/*.ko; do
		[ -e "$file" ] || continue
		[[ " ${found[*]} " == *" ${file##*/} "* ]] || rm -f "$file"
	done
	return $rc
}

# modules_sync TREE: bring the copy up to date; sources that are gone go there
# too, what the build made stays
modules_sync()
{
	local folder

	for folder in driver include "${MODULE_FOLDERS[@]}"; do
		[[ $folder != driver/* ]] || continue
		mkdir -p "$1/$folder"
		rsync -a --delete --exclude='*.o' --exclude='*.ko' \
			--exclude='*.mod' --exclude='*.mod.c' \
			--exclude='.*.cmd' --exclude='*.symvers' \
			--exclude='modules.order' --exclude='.tmp_*' \
			--exclude='.*.d' \
			"$REPO/$folder/" "$1/$folder/"
	done
}
