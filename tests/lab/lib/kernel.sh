# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The hosts' kernels: source from the archive, built for s390x. A variant is a
# source line (6.12, or the newest one of the backports) with or without the
# checkers. One folder below $CACHE/kernel for each combination of source
# version, configuration and compiler; the variants' names link to the ones
# that are current.

# shellcheck disable=SC2034 # used by the files that source this one
KERNEL_VARIANTS=(lab debug newest newest-debug)

# Lines that a build prints (measured with 6.12.117 and 7.3.4), for the progress line.
# Lines are not equally long: the first hundred are host tools and headers, so
# each pair says which share of the time has passed at a share of the lines.
declare -A KERNEL_LINES=([lab]=1778 [debug]=1820 [newest]=1875 [newest-debug]=1920)
KERNEL_CURVE=(0:0 10:4 37:43 62:67 87:85 96:98 100:100)

# kernel_variant LINE DEBUG: the variant's name. LINE is "6.12" or "newest",
# DEBUG 0 or 1
kernel_variant()
{
	case $1/$2 in
	6.12/0) printf 'lab\n' ;;
	6.12/1) printf 'debug\n' ;;
	newest/0) printf 'newest\n' ;;
	newest/1) printf 'newest-debug\n' ;;
	esac
}

# kernel_defaults: set OPT_KERNEL and OPT_DEBUG to what the environment asks for
kernel_defaults()
{
	OPT_KERNEL=${LAB_KERNEL:-6.12}
	OPT_DEBUG=${LAB_DEBUG:-0}
	kernel_check_line LAB_KERNEL "$OPT_KERNEL"
	case $OPT_DEBUG in
	0 | 1) ;;
	*) usage_error "LAB_DEBUG: \"$OPT_DEBUG\" is neither 0 nor 1" ;;
	esac
}

# kernel_check_line WHERE LINE
kernel_check_line()
{
	case $2 in
	6.12 | newest) ;;
	*) usage_error "$1: \"$2\" is no kernel of the lab; it has 6.12 and newest" ;;
	esac
}

# kernel_is_debug VARIANT, kernel_is_newest VARIANT
kernel_is_debug()
{
	[[ $1 == debug || $1 == *-debug ]]
}

kernel_is_newest()
{
	[[ $1 == newest* ]]
}

# kernel_options VARIANT: what selects it on lab's command line
kernel_options()
{
	! kernel_is_newest "$1" || printf ' --kernel newest'
	! kernel_is_debug "$1" || printf ' --debug'
}

# kernel_source VARIANT: the folder of its source
kernel_source()
{
	if kernel_is_newest "$1"; then
		printf '%s/kernel/source-newest\n' "$CACHE"
	else
		printf '%s/kernel/source\n' "$CACHE"
	fi
}

kernel_dir()
{
	printf '%s/kernel/%s\n' "$CACHE" "$1"
}

# kernel_source_package CONFIGURATION NEWEST: name and version of the source
# package. Names in backports come and go, so the newest one is looked up.
kernel_source_package()
{
	local conf=$CACHE/apt/$1/apt.conf package=linux-source-6.12 version

	if [ "$2" = yes ]; then
		package=$(apt-cache -c "$conf" pkgnames linux-source- |
			grep -E '^linux-source-[0-9]+\.[0-9]+$' |
			sort -V | tail -n1)
		[ -n "$package" ] || die "$EXIT_SETUP" \
			"the archive's trixie-backports has no linux-source-N.M ($CACHE/apt/$1/sources.list); LAB_MIRROR=URL names another mirror"
	fi
	version=$(apt-cache -c "$conf" policy "$package" |
		sed -n 's/^  Candidate: //p')
	# Debian writes N~rcM for what is not released yet
	[[ $version == "${package#linux-source-}".* ]] || die "$EXIT_SETUP" \
		"the archive offers $package \"${version:-not at all}\", expected ${package#linux-source-}.x ($CACHE/apt/$1/sources.list); LAB_MIRROR=URL names another mirror"
	printf '%s %s\n' "$package" "$version"
}

# What no configuration of ours builds: its Kconfig and make files are enough. Of
# the network drivers that is all but amd/ (pds_core).
SOURCE_LEFT_OUT=(
	'drivers/gpu/*.[ch]' 'drivers/media/*.[ch]' 'drivers/staging/*.[ch]'
	'drivers/net/ethernet/[!a]*.[ch]' 'drivers/net/ethernet/a[!m]*.[ch]'
	'drivers/net/ethernet/am[!d]*.[ch]' 'drivers/net/wireless/*.[ch]'
	'sound/*.[ch]' 'Documentation/*.rst' 'Documentation/*.svg'
	'Documentation/*.yaml'
)

# kernel_source_whole VARIANT: is it unpacked, with all that is wanted now
kernel_source_whole()
{
	local dir

	dir=$(kernel_source "$1")
	[ -e "$dir/version" ] &&
		[ "$(cat "$dir/left-out" 2>/dev/null)" = "${SOURCE_LEFT_OUT[*]}" ]
}

# kernel_source_update VARIANT: fetch and unpack the newest source package
kernel_source_update()
{
	local dir package version tmp file
	local name=source newest=no suites=(trixie -- trixie-updates trixie-security)

	dir=$(kernel_source "$1")
	if kernel_is_newest "$1"; then
		name=source-newest newest=yes suites=(trixie-backports)
	fi
	archive_open "$name" amd64 empty "${suites[@]}"
	read -r package version < <(kernel_source_package "$name" "$newest")
	[ -n "$version" ] || exit "$EXIT_SETUP" # it has said why
	if [ "$(cat "$dir/version" 2>/dev/null)" = "$version" ] &&
		kernel_source_whole "$1"; then
		return 0
	fi

	note "fetching the kernel source $version (150 MB)"
	tmp=$(mktemp -d "$dir.tmp.XXXXXX")
	retry 3 kernel_source_download "$name" "$package=$version" "$tmp" || {
		tail -n 20 "$tmp/log" >&2
		die "$EXIT_SETUP" "$package $version could not be fetched"
	}
	file=$(ls "$tmp"/*.deb)
	mkdir "$tmp/tree"
	note "unpacking the kernel source"
	dpkg-deb --fsys-tarfile "$file" |
		tar -xO "./usr/src/$package.tar.xz" |
		xz -dc -T0 |
		tar -x -C "$tmp/tree" --strip-components=1 --wildcards \
			"${SOURCE_LEFT_OUT[@]/#/--exclude=*/}" ||
		die "$EXIT_SETUP" "unpacking $package $version failed"
	rm "$file"
	printf '%s\n' "$version" >"$tmp/version"
	printf '%s\n' "${SOURCE_LEFT_OUT[*]}" >"$tmp/left-out"
	publish "$tmp" "$dir"
}

# kernel_source_download CONFIGURATION PACKAGE=VERSION FOLDER
kernel_source_download()
{
	(cd "$3" && archive_apt "$1" download "$2" >log 2>&1)
}

# kernel_config VARIANT: the options asked for, the last mention of each counts.
# "CONFIG_X=" takes an option back that this source line does not have.
kernel_config()
{
	local files=("$LAB_DIR/kernel/lab.config")

	! kernel_is_debug "$1" || files+=("$LAB_DIR/kernel/debug.config")
	! kernel_is_newest "$1" || files+=("$LAB_DIR/kernel/newest.config")
	awk -F= '/^CONFIG_/ { if (!($1 in v)) o[++n] = $1; v[$1] = $0 }
		END { for (i = 1; i <= n; i++) if (v[o[i]] !~ /=$/) print v[o[i]] }' \
		"${files[@]}"
}

kernel_key()
{
	{
		cat "$(kernel_source "$1")/version" "$(kernel_source "$1")/left-out"
		kernel_config "$1"
		"${CROSS}gcc" --version | sed -n 1p
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
	kernel_source_whole "$1" && [ -e "$dir/complete" ] &&
		[ "$(readlink "$dir")" = "$1-$(kernel_key "$1")" ]
}

# kernel_build VARIANT: make sure that the kernel VARIANT is in the cache
kernel_build()
{
	local variant=$1 key dir release source

	source=$(kernel_source "$variant")
	kernel_source_whole "$variant" || kernel_source_update "$variant"
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
		cp -al "$source/tree" "$dir/build"
		: >"$dir/unpacked"
	fi
	kernel_config "$variant" >"$dir/fragment"
	kernel_make "$dir/build" KCONFIG_ALLCONFIG="$dir/fragment" \
		allnoconfig >"$dir/config.log" 2>&1 || {
		tail -n 20 "$dir/config.log" >&2
		die "$EXIT_SETUP" "the kernel could not be configured ($dir/config.log)"
	}
	kernel_check_config "$dir/fragment" "$dir/build/.config"

	note "building the kernel ($variant, $(cat "$source/version"); 8 to 12 minutes on 2 idle cores)"
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

# kernel_prune VARIANT KEEP: older builds of the same variant. Its name may
# begin another's ("newest", "newest-debug"); the rest is a hash of 12 digits.
kernel_prune()
{
	local old

	for old in "$CACHE/kernel/$1-"????????????; do
		[ "${old##*/}" = "$2" ] || rm -rf "$old"
	done
}

kernel_require()
{
	local dir

	dir=$(kernel_dir "$1")
	[ -e "$dir/complete" ] || die "$EXIT_SETUP" \
		"the $1 kernel is not built; run: tests/lab/lab build$(kernel_options "$1")"
}
