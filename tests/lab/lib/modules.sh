# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Our modules, built against a lab kernel. The sources are copied first: an
# external build writes beside its sources, once for each kernel.

MODULE_FOLDERS=(driver/vfio_ap tests/emu)

cmd_modules()
{
	local variant=lab extra=()

	while [ $# -gt 0 ]; do
		case $1 in
		--debug) variant=debug ;;
		--)
			shift
			extra=("$@")
			break ;;
		*) usage_error "modules: unknown argument \"$1\"" ;;
		esac
		shift
	done
	kernel_require "$variant"
	mkdir -p "$REPO/build/s390x"
	(
		flock 9
		modules_build "$variant" "${extra[@]}" 9>&-
	) 9>"$REPO/build/s390x/.lock-modules-$variant"
}

modules_build()
{
	local variant=$1 tree out folder file rc=0 kbuild found=()

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

	for folder in "${MODULE_FOLDERS[@]}"; do
		[ -e "$tree/$folder/Kbuild" ] || {
			note "$folder has no Kbuild yet: skipped"
			rm -f "$tree/$folder"/*.ko
			continue
		}
		kernel_make "$kbuild" -s -j"$(nproc)" M="$tree/$folder" \
			"$@" modules >&2 || {
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

	for folder in driver include tests/emu; do
		[ -d "$REPO/$folder" ] || continue
		mkdir -p "$1/$folder"
		rsync -a --delete --exclude='*.o' --exclude='*.ko' \
			--exclude='*.mod' --exclude='*.mod.c' \
			--exclude='.*.cmd' --exclude='*.symvers' \
			--exclude='modules.order' --exclude='.tmp_*' \
			--exclude='.*.d' \
			"$REPO/$folder/" "$1/$folder/"
	done
}
