# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The hosts' kernel: source from the archive, built for s390x. One folder
# below $CACHE/kernel for each combination of source version, configuration
# and compiler; "lab" and "debug" link to the ones that are current.

KERNEL_PACKAGE=linux-source-6.12

# Lines that a build prints (measured with 6.12.117), for the progress line.
# Lines are not equally long: the first hundred are host tools and headers, so
# each pair says which share of the time has passed at a share of the lines.
declare -A KERNEL_LINES=([lab]=1778 [debug]=1820)
KERNEL_CURVE=(0:0 10:4 37:43 62:67 87:85 96:98 100:100)

kernel_dir()
{
	printf '%s/kernel/%s\n' "$CACHE" "$1"
}

# kernel_source_update: fetch and unpack the newest source package
kernel_source_update()
{
	local version dir=$CACHE/kernel/source tmp file

	archive_open source amd64 empty trixie -- trixie-updates trixie-security
	version=$(apt-cache -c "$CACHE/apt/source/apt.conf" policy \
		"$KERNEL_PACKAGE" | sed -n 's/^  Candidate: //p')
	case $version in
	6.12.*) ;;
	*) die "$EXIT_SETUP" "the archive offers $KERNEL_PACKAGE \"${version:-not at all}\", expected 6.12.x" ;;
	esac
	[ "$(cat "$dir/version" 2>/dev/null)" != "$version" ] || return 0

	note "fetching the kernel source $version (150 MB)"
	tmp=$(mktemp -d "$CACHE/kernel/source.tmp.XXXXXX")
	retry 3 kernel_source_download "$version" "$tmp" || {
		tail -n 20 "$tmp/log" >&2
		die "$EXIT_SETUP" "$KERNEL_PACKAGE $version could not be fetched"
	}
	file=$(ls "$tmp"/*.deb)
	mkdir "$tmp/tree"
	note "unpacking the kernel source"
	# Only Kconfig and make files of what this configuration never builds.
	# shellcheck disable=SC2086
	dpkg-deb --fsys-tarfile "$file" |
		tar -xO "./usr/src/$KERNEL_PACKAGE.tar.xz" |
		xz -dc -T0 |
		tar -x -C "$tmp/tree" --strip-components=1 --wildcards \
			--exclude='*/drivers/gpu/*.[ch]' \
			--exclude='*/drivers/media/*.[ch]' \
			--exclude='*/drivers/staging/*.[ch]' \
			--exclude='*/drivers/net/ethernet/*.[ch]' \
			--exclude='*/drivers/net/wireless/*.[ch]' \
			--exclude='*/sound/*.[ch]' \
			--exclude='*/Documentation/*.rst' \
			--exclude='*/Documentation/*.svg' \
			--exclude='*/Documentation/*.yaml' ||
		die "$EXIT_SETUP" "unpacking $KERNEL_PACKAGE $version failed"
	rm "$file"
	printf '%s\n' "$version" >"$tmp/version"
	publish "$tmp" "$dir"
}

kernel_source_download()
{
	(cd "$2" && archive_apt source download "$KERNEL_PACKAGE=$1" >log 2>&1)
}

# kernel_config VARIANT: the options asked for, the last mention of each counts
kernel_config()
{
	local files=("$LAB_DIR/kernel/lab.config")

	[ "$1" = lab ] || files+=("$LAB_DIR/kernel/debug.config")
	awk -F= '/^CONFIG_/ { if (!($1 in v)) o[++n] = $1; v[$1] = $0 }
		END { for (i = 1; i <= n; i++) print v[o[i]] }' "${files[@]}"
}

kernel_key()
{
	{
		cat "$CACHE/kernel/source/version"
		kernel_config "$1"
		"${CROSS}gcc" --version | head -n1
		pahole --version
	} | sha256sum | cut -c1-12
}

# kernel_check_config FRAGMENT CONFIG: name every option that was lost
kernel_check_config()
{
	local line name lost=()

	while read -r line; do
		name=${line%%=*}
		if [ "${line#*=}" = n ]; then
			grep -q "^$name=" "$2" || continue
		else
			grep -qxF "$line" "$2" && continue
		fi
		lost+=("$line")
	done <"$1"
	[ ${#lost[@]} -eq 0 ] || die "$EXIT_SETUP" \
		"the kernel's configuration did not keep: ${lost[*]} (unknown to this source version, or a dependency is off; see tests/lab/kernel/*.config)"
}

kernel_make()
{
	local dir=$1

	shift
	make -C "$dir" ARCH=s390 CROSS_COMPILE="$CROSS" \
		KBUILD_BUILD_USER=aptrace KBUILD_BUILD_HOST=lab \
		KBUILD_BUILD_TIMESTAMP=2026-01-01 "$@"
}

# kernel_ready VARIANT: is the one that the present configuration, source and
# compiler would give in the cache, and the current one
kernel_ready()
{
	local dir

	dir=$(kernel_dir "$1")
	[ -e "$CACHE/kernel/source/version" ] && [ -e "$dir/complete" ] &&
		[ "$(readlink "$dir")" = "$1-$(kernel_key "$1")" ]
}

# kernel_build VARIANT: make sure that the kernel VARIANT is in the cache
kernel_build()
{
	local variant=$1 key dir release

	[ -e "$CACHE/kernel/source/version" ] || kernel_source_update
	key=$(kernel_key "$variant")
	dir=$CACHE/kernel/$variant-$key
	if [ -e "$dir/complete" ]; then
		ln -sfn "$variant-$key" "$CACHE/kernel/$variant"
		return 0
	fi

	# Built where it will stay: a kernel tree knows its own path. The mark
	# "complete" comes last, and an interrupted build goes on where it was.
	if [ ! -e "$dir/unpacked" ]; then
		rm -rf "$dir"
		mkdir -p "$dir"
		cp -al "$CACHE/kernel/source/tree" "$dir/build"
		: >"$dir/unpacked"
	fi
	kernel_config "$variant" >"$dir/fragment"
	kernel_make "$dir/build" KCONFIG_ALLCONFIG="$dir/fragment" \
		allnoconfig >"$dir/config.log" 2>&1 || {
		tail -n 20 "$dir/config.log" >&2
		die "$EXIT_SETUP" "the kernel could not be configured ($dir/config.log)"
	}
	kernel_check_config "$dir/fragment" "$dir/build/.config"

	note "building the kernel ($variant, $(cat "$CACHE/kernel/source/version"); 8 to 12 minutes on 2 idle cores)"
	kernel_make "$dir/build" -j"$(nproc)" bzImage modules 2>&1 |
		progress "kernel ($variant)" "${KERNEL_LINES[$variant]}" \
			"${KERNEL_CURVE[@]}" 3>"$dir/build.log" || {
		grep -E 'error:|Error |No space' "$dir/build.log" | head >&2
		tail -n 15 "$dir/build.log" >&2
		die "$EXIT_SETUP" "the kernel build failed ($dir/build.log)"
	}

	rm -rf "$dir/modroot"
	kernel_make "$dir/build" -s INSTALL_MOD_PATH="$dir/modroot" \
		INSTALL_MOD_STRIP=--strip-debug modules_install \
		>>"$dir/build.log" 2>&1 || {
		tail -n 15 "$dir/build.log" >&2
		die "$EXIT_SETUP" "installing the kernel's modules failed"
	}
	release=$(cat "$dir/build/include/config/kernel.release")
	rm -f "$dir/modroot/lib/modules/$release/"{build,source}
	printf '%s\n' "$release" >"$dir/release"
	date >"$dir/complete"
	ln -sfn "$variant-$key" "$CACHE/kernel/$variant"
	kernel_prune "$variant" "$variant-$key"
}

# kernel_prune VARIANT KEEP: older builds of the same variant
kernel_prune()
{
	local old

	for old in "$CACHE/kernel/$1-"*; do
		[ "${old##*/}" = "$2" ] || rm -rf "$old"
	done
}

kernel_require()
{
	local dir

	dir=$(kernel_dir "$1")
	[ -e "$dir/complete" ] || die "$EXIT_SETUP" \
		"the $1 kernel is not built; run: tests/lab/lab build$([ "$1" = lab ] || printf ' --debug')"
}
