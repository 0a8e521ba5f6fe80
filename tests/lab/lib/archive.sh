# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages from the distribution's archive without touching the machine's own
# apt: every configuration made here has its lists, state and cache below
# $CACHE/apt. The system's proxy settings still count, as its apt.conf is read
# first; its sources, pins and hooks do not.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$KEYRING" ] || KEYRING=${KEYRING%.gpg}.pgp
MIRROR_DEFAULT=http://deb.debian.org/debian
SECURITY_DEFAULT=http://deb.debian.org/debian-security

# machine_mirror SUFFIX DEFAULT: the mirror this machine's apt uses already
# (a local one is faster, or the only one reachable). A snapshot is frozen and
# may lack other suites, so it does not count.
machine_mirror()
{
	local uri

	# shellcheck disable=SC2016 # apt expands this, not the shell
	uri=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
		grep -E "^https?://.*/$1/?\$" | grep -v snapshot |
		head -n1 || true)
	uri=${uri%/}
	printf '%s\n' "${uri:-$2}"
}

host_suite()
{
	local codename

	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	case $codename in
	bookworm | trixie) printf '%s\n' "$codename" ;;
	*) die "$EXIT_SETUP" "this machine runs \"${codename:-an unknown release}\" (/etc/os-release); the lab knows Debian 12 (bookworm) and 13 (trixie)" ;;
	esac
}

# archive_setup NAME ARCH STATUS SUITE...: write the apt configuration NAME.
# STATUS is "empty" (resolve from nothing) or "system" (what this machine has
# counts as present). A suite ending in -security comes from its own mirror.
archive_setup()
{
	local name=$1 arch=$2 status=$3 dir=$CACHE/apt/$1 suite uri
	local mirror=${LAB_MIRROR:-} security=${LAB_SECURITY_MIRROR:-}

	shift 3
	[ -r "$KEYRING" ] || die "$EXIT_SETUP" \
		"$KEYRING is missing: apt-get install debian-archive-keyring"
	[ -n "$mirror" ] ||
		mirror=$(machine_mirror debian "$MIRROR_DEFAULT")
	[ -n "$security" ] ||
		security=$(machine_mirror debian-security "$SECURITY_DEFAULT")
	mkdir -p "$dir"/{lists/partial,archives/partial}
	: >"$dir/empty"
	for suite in "$@"; do
		uri=$mirror
		[[ $suite != *-security ]] || uri=$security
		printf 'deb [arch=%s signed-by=%s] %s %s main\n' \
			"$arch" "$KEYRING" "$uri" "$suite"
	done >"$dir/sources.list"
	if [ "$status" = system ]; then
		status=/var/lib/dpkg/status
	else
		status=$dir/empty
	fi
	cat >"$dir/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Architectures;
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Get::List-Cleanup "true";
APT::Default-Release "";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Dir::State "$dir";
Dir::State::lists "$dir/lists";
Dir::State::status "$status";
Dir::State::extended_states "$dir/extended_states";
Dir::Cache "$dir";
Dir::Cache::archives "$dir/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::SourceList "$dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Log "$dir";
CONF
}

# archive_apt NAME ARGS...: apt-get within the configuration NAME
archive_apt()
{
	local name=$1

	shift
	apt-get -q -c "$CACHE/apt/$name/apt.conf" "$@"
}

# archive_open NAME ARCH STATUS SUITE... [-- OPTIONAL...]: set NAME up and fetch
# its index. SUITEs must be there; the OPTIONAL ones (updates, security) bring
# newer versions, and a mirror that is just being refreshed may have them in a
# state that apt refuses: then it goes without them.
archive_open()
{
	local name=$1 arch=$2 status=$3 log=$CACHE/apt/$1/update.log
	local required=()

	shift 3
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		required+=("$1")
		shift
	done
	if [ $# -gt 1 ]; then
		shift
		archive_setup "$name" "$arch" "$status" "${required[@]}" "$@"
		archive_update_once "$name" "$log" && return 0
		note "the archive's index of $* is not readable just now: going without"
	fi
	archive_setup "$name" "$arch" "$status" "${required[@]}"
	if ! retry 3 archive_update_once "$name" "$log"; then
		tail -n 20 "$log" >&2
		die "$EXIT_SETUP" "the package archive's index could not be fetched (sources: $CACHE/apt/$name/sources.list); is the network up? LAB_MIRROR=URL names another mirror"
	fi
}

archive_update_once()
{
	archive_apt "$1" -o APT::Update::Error-Mode=any update >"$2" 2>&1
}

# archive_fetch NAME DIR PACKAGE...: download PACKAGEs and all they depend on
# into $CACHE/apt/NAME/archives, list their files in DIR/packages
archive_fetch()
{
	local name=$1 out=$2 dir=$CACHE/apt/$1

	shift 2
	if ! retry 3 archive_fetch_once "$name" "$@"; then
		tail -n 20 "$dir/fetch.log" >&2
		die "$EXIT_SETUP" "packages could not be fetched: $*"
	fi
	# What apt would install is what was fetched: the same resolver again.
	# A line is "Inst NAME [INSTALLED] (NEW ...", the middle one only for
	# an upgrade.
	archive_apt "$name" -s -y install "$@" 2>"$dir/simulate.log" |
		awk '$1 == "Inst" {
			v = $3 ~ /^\[/ ? $4 : $3
			sub(/^\(/, "", v)
			print $2, v
		}' | sort -u >"$out/packages"
	[ -s "$out/packages" ] ||
		die "$EXIT_SETUP" "apt resolved no package for: $*"
}

archive_fetch_once()
{
	local name=$1

	shift
	archive_apt "$name" -y --download-only -o Dpkg::Use-Pty=0 \
		install "$@" >"$CACHE/apt/$name/fetch.log" 2>&1
}

# archive_unpack NAME LIST TREE: unpack every package of LIST (lines of "name
# version") into TREE, without running any of their scripts
archive_unpack()
{
	local name=$1 list=$2 tree=$3 package version file

	while read -r package version; do
		# apt writes the epoch's colon as %3a in file names
		file=$(find "$CACHE/apt/$name/archives" -maxdepth 1 -name \
			"${package%%:*}_${version//:/%3a}_*.deb" | sed -n 1p)
		[ -n "$file" ] || die "$EXIT_SETUP" \
			"package $package $version is not in $CACHE/apt/$name/archives, though apt said it fetched it"
		# Not "dpkg-deb -x": that replaces the links of a merged /usr
		# by folders.
		dpkg-deb --fsys-tarfile "$file" |
			tar -x -p --keep-directory-symlink -C "$tree" ||
			die "$EXIT_SETUP" \
			"cannot unpack $file; remove it and run \"lab build\" again"
	done <"$list"
}

# merged_usr TREE: make /bin, /sbin, /lib links into /usr before unpacking, or
# packages of either habit end up in two different places
merged_usr()
{
	local name

	mkdir -p "$1"/usr/{bin,sbin,lib}
	for name in bin sbin lib; do
		ln -sfn "usr/$name" "$1/$name"
	done
}
