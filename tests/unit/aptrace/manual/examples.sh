# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Each example of a page is run by a shell: its command lines are read by the option parser;
# what reads files that there are, or only prints, is run indeed. For the script pages,
# which has set manual, aptrace, pages, work, here, root.

mkdir "$work/bin" "$work/files"
cp "$here/../recordings/source.jsonl" "$work/files/a.jsonl"
cp "$here/../recordings/destination.jsonl" "$work/files/b.jsonl"
cp "$here/../outcomes/big-endian.bin" "$work/files/b.outcomes"
cp "$root/tests/unit/corpus/inventory/usual" "$work/files/src.json"
cp "$work/files/src.json" "$work/files/dst.json"

cat >"$work/bin/ssh" <<'STUB'
#!/bin/bash
# Only what the examples do on another host; cat is of a file in its debugfs.
shift
[ "$1" != cat ] || set -- cat b.outcomes
[ "$1 $2" != "aptrace inventory" ] || set -- cat src.json
"$@"
STUB

cat >"$work/bin/aptrace" <<STUB
#!/bin/bash
"$manual" check "\$@" 2>>"$work/complaints" || exit
real=''
previous=''
for argument; do
	case \$argument in
	--schema | --list-metrics) real=yes ;;
	# Keys are for a terminal.
	--browse) exit 0 ;;
	*) [[ \$previous == --output || \$previous == -o ]] ||
		[[ \$argument != - && ! -f \$argument ]] || real=yes ;;
	esac
	previous=\$argument
done
case \$1 in
doctor | inventory) real=yes ;;
esac
[ "\$real" ] || exit 0
echo "\$1" >>"$work/ran"
code=0
"$aptrace" "\$@" 2>"$work/stderr" || code=\$?
# These have more to say than that it went well.
[[ \$1/\$code != preflight/[45] && \$1/\$code != doctor/3 ]] || code=0
[ "\$code" = 0 ] || { echo "aptrace \$*: \$code"; cat "$work/stderr"; } >>"$work/complaints"
exit "\$code"
STUB
chmod +x "$work/bin/ssh" "$work/bin/aptrace"

# try_example LINE: says what is wrong with it
try_example()
{
	rm -rf "$work/there" "$work/complaints"
	cp -r "$work/files" "$work/there"
	(cd "$work/there" && PATH=$work/bin:$PATH timeout 60 \
		bash -o pipefail -c "$1" </dev/null >"$work/stdout" 2>"$work/stderr.shell") ||
		echo "exit code $?: $(cat "$work/stderr.shell")"
	[ ! -s "$work/complaints" ] || cat "$work/complaints"
}

result "$([ -n "$(try_example 'aptrace replay --bogus a.jsonl')" ] || echo "it is taken")" \
	"an example with an unknown option would be found"
result "$([ -n "$(try_example 'aptrace replay none.jsonl a.jsonl')" ] || echo "it is taken")" \
	"an example that fails would be found"
rm -f "$work/ran"
while IFS=$'\t' read -r name line; do
	bad=$(try_example "$line")
	((${#line} <= 71)) || bad+="${bad:+$'\n'}too long for 80 columns: ${#line}"
	[[ $line == *"aptrace $name"* || $name == explain ]] || bad+="not of $name"
	# As it can be pasted: troff would make other characters of some.
	groff -man -Tutf8 -P-c -P-b -P-u -rLL=78n "$pages/aptrace-$name.1" |
		grep -xF -- "       $line" >/dev/null || bad+="the page has it otherwise"
	result "$bad" "example: $line"
done < <("$manual" examples)
for name in replay explain merge export preflight; do
	result "$(grep -xm1 "$name" "$work/ran" >/dev/null || echo "none was run")" \
		"examples of $name were run on files"
done
