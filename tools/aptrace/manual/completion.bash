# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Completion of aptrace: the part that is the same whatever the tables say. "make man" puts
# _aptrace_command and _aptrace_argument before it. Needs bash 4.3, and nothing that another
# file would have to define.

# Words of the line, as those who wrote it see them: readline also splits at "=" and ":".
# Sets words, of which the last one is to be completed.
_aptrace_words()
{
	local i word last joins=''

	words=()
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]-}
		last=''
		((${#words[@]} == 0)) || last=${words[-1]}
		if [[ $joins || $word == :* && $last ]]; then
			words[-1]+=$word
		elif [[ $word == = && $last == --* ]]; then
			# An argument of its own from here on.
			words+=('')
			joins=yes
			continue
		else
			words+=("$word")
		fi
		joins=''
		[[ $word != *: ]] || joins=yes
	done
}

# _aptrace_files ACTION: files or folders that begin with $cur, which is quoted as typed
_aptrace_files()
{
	local typed=$cur list

	[[ $typed != [\"\']* ]] || typed=${typed:1}
	typed=${typed//\\/}
	mapfile -t list < <(compgen -A "$1" -- "$typed")
	COMPREPLY+=(${list[@]+"${list[@]}"})
	# It quotes blanks, and puts a slash after a folder.
	compopt -o filenames 2>/dev/null || :
}

# _aptrace_names FOLDER PATTERN: names in it that begin with $cur and are like that
_aptrace_names()
{
	local list path

	mapfile -t list < <(compgen -f -- "$1/$cur")
	for path in ${list[@]+"${list[@]}"}; do
		# shellcheck disable=SC2053
		[[ ${path##*/} != $2 ]] || COMPREPLY+=("${path##*/}")
	done
}

# _aptrace_add KIND: what begins with $cur. KIND word or words: one of $values, a list of them
_aptrace_add()
{
	local list path head=''

	case $1 in
	file | folder)
		_aptrace_files "${1/folder/directory}" ;;
	mdev)
		_aptrace_names /sys/bus/mdev/devices '*' ;;
	function)
		# The driver's folder has its own files, too: an address has colons.
		_aptrace_names /sys/bus/pci/drivers/vfio-zpci-fmb '*:*:*.*' ;;
	word | words)
		[[ $1 == word || $cur != *,* ]] || head=${cur%,*},
		mapfile -t list < <(compgen -W "$values" -- "${cur#"$head"}")
		for path in ${list[@]+"${list[@]}"}; do
			# A list needs no word twice.
			[[ ,$head == *,"$path",* ]] || COMPREPLY+=("$head$path")
		done
		[[ $1 == word ]] || compopt -o nospace 2>/dev/null || : ;;
	esac
}

# Readline only replaces what comes after the last ":" of a word.
_aptrace_trim_colons()
{
	local i head

	[[ $cur == *:* && ${COMP_WORDBREAKS-} == *:* ]] || return 0
	head=${cur%:*}:
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$head"}
	done
}

# Reads all words but the last one: sets command, option (that wants an argument), given
# (operands), ended (options).
_aptrace_read()
{
	local i word

	for ((i = 0; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		if [[ ! $command ]]; then
			command=$word
		elif [[ $option ]]; then
			option=''
		elif [[ $word == -?* && ! $ended ]]; then
			[[ $word != -- ]] || ended=yes
			kind=''
			_aptrace_argument "$command/$word"
			[[ ! $kind ]] || option=$word
		else
			given=$((given + 1))
		fi
	done
}

_aptrace()
{
	local IFS=$' \t\n' cur command='' option='' given=0 ended='' kind='' head=''
	local words commands='' options='' operands='' operands_max=0 values='' i

	COMPREPLY=()
	_aptrace_words
	cur=${words[-1]-}
	_aptrace_read
	_aptrace_command "$command"
	if [[ ! $command ]]; then
		values=$commands
		[[ $cur != -* ]] || values=$options
		_aptrace_add word
		return 0
	fi
	if [[ $command == help ]]; then
		_aptrace_command ''
		values=${commands% help}
		((given)) || _aptrace_add word
		return 0
	fi
	# "--option=" in one word, if readline was told not to split there
	if [[ ! $option && ! $ended && $cur == --*=* ]]; then
		option=${cur%%=*}
		head=$option=
		cur=${cur#*=}
	fi
	if [[ $option ]]; then
		kind='' values=''
		_aptrace_argument "$command/$option"
		_aptrace_add "$kind"
		for i in "${!COMPREPLY[@]}"; do
			COMPREPLY[i]=$head${COMPREPLY[i]}
		done
	elif [[ ! $ended && ($cur == -* || ! $cur && ! $operands) ]]; then
		values=$options
		_aptrace_add word
	elif ((given < operands_max)); then
		_aptrace_add word
		for kind in $operands; do
			_aptrace_add "$kind"
		done
	fi
	_aptrace_trim_colons
}

complete -F _aptrace aptrace
