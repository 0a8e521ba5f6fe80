# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# One host: its QEMU, its console, its ssh connection. A lab's files lie in
# $CACHE/run/NAME: HOST.pid HOST.console HOST.port HOST.ssh HOST.qemu-log, and
# HOST.killed instead of HOST.pid.
# Sockets are named relative to that folder, as a path in a socket address may
# have 107 characters only.

HOST_NAMES=abcdefgh
RUN_DIR=$CACHE/run

host_index()
{
	local before=${HOST_NAMES%%"$1"*}

	printf '%d\n' $((${#before} + 1))
}

# allowance SECONDS: more patience on a machine that is busy
allowance()
{
	local load

	read -r load _ </proc/loadavg
	printf '%d\n' $(($1 + $1 * ${load%.*} / $(nproc)))
}

# free_port: a TCP port of 127.0.0.1 that nobody listens on just now. Below
# the range that the kernel gives out itself; QEMU's failure to bind is the
# final word and makes host_start try another one.
free_port()
{
	local port

	while :; do
		port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	printf '%d\n' "$port"
}

# host_start LAB HOST HOSTS VARIANT AP OUT LIFE: start QEMU. LIFE is "bound"
# when it must not outlive this shell.
host_start()
{
	local lab=$1 host=$2 hosts=$3 variant=$4 ap=$5 out=$6 life=$7
	local dir=$RUN_DIR/$1 kernel index memory port attempt peer args=()
	local launch=(setsid) bus=pci,disable-legacy=on

	kernel=$(readlink -f "$(kernel_dir "$variant")")
	index=$(host_index "$host")
	memory=1024
	# KASAN keeps an eighth for itself. No more than needed: a host's start and
	# each of kmemleak's scans (46 s with 2048) take as long as there is memory.
	! kernel_is_debug "$variant" || memory=1152
	[ "$life" != bound ] || launch=(setpriv --pdeathsig KILL setsid)

	# sclp_con_*: by default the console drops its oldest lines when it is
	# written to faster than QEMU takes them, and a report comes fast.
	# watchdog_thresh, rcu_cpu_stall_timeout: a processor of a host is a thread of a
	# busy machine and may stand still for seconds. A lockup lasts longer than a
	# minute, so it is still found.
	# PCI, as Linux looks through all 262144 subchannels when there is a
	# channel device: more than half of the debug kernel's start.
	# One disk only: the order in which Linux finds two is not fixed, and
	# root= knows no better name than vda.
	# The nvme controller is a PCI function that nothing here needs and that no
	# driver is loaded for: 0011:00:00.0, to be given away by VFIO.
	# shellcheck disable=SC2054 # the commas are QEMU's
	args=(
		-name "aptrace-$lab-$host"
		-M s390-ccw-virtio -accel tcg,thread=multi -cpu max
		-smp 2 -m "${LAB_MEMORY:-$memory}"
		-nodefaults -display none -no-reboot -action panic=exit-failure
		-chardev "file,id=c0,path=$host.console"
		-device sclpconsole,chardev=c0
		-device "virtio-rng-$bus"
		-kernel "$kernel/build/arch/s390/boot/bzImage"
		-append "console=ttysclp0 sclp_con_pages=256 sclp_con_drop=0 loglevel=7 root=/dev/vda rootfstype=ext4 ro init=/lab/stage1 oops=panic panic=-1 watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60 facilities=12,15,65 lab.host=$host lab.ip=10.77.0.$index lab.hosts=$hosts lab.ap=$ap lab.variant=$variant${LAB_APPEND:+ $LAB_APPEND}"
		-drive "if=none,id=root,format=raw,readonly=on,file=$CACHE/root/current/root.img"
		-device "virtio-blk-$bus,drive=root"
		-fsdev "local,id=modules,path=$kernel/modroot/lib/modules,security_model=none,readonly=on"
		-device "virtio-9p-$bus,fsdev=modules,mount_tag=modules"
		-fsdev "local,id=repo,path=$REPO,security_model=none,readonly=on,multidevs=remap"
		-device "virtio-9p-$bus,fsdev=repo,mount_tag=repo"
		-fsdev "local,id=out,path=$out,security_model=none,multidevs=remap"
		-device "virtio-9p-$bus,fsdev=out,mount_tag=out"
		-device "virtio-net-$bus,romfile=,netdev=lab,mac=52:54:00:4c:01:0$index"
		-device "virtio-net-$bus,romfile=,netdev=ssh,mac=52:54:00:4c:02:0$index"
		-device zpci,uid=0x11,fid=0x11,target=spare
		-device nvme,id=spare,serial=spare
	)
	# The network between the hosts: frames over unix sockets, host a's
	# QEMU is the switch. Nothing of the machine's own network is used.
	if [ "$host" = a ]; then
		args+=(-netdev "hubport,id=lab,hubid=0")
		for ((peer = 2; peer <= hosts; peer++)); do
			args+=(
				-netdev "stream,id=wire$peer,server=on,addr.type=unix,addr.path=wire$peer"
				-netdev "hubport,id=port$peer,hubid=0,netdev=wire$peer"
			)
		done
	else
		args+=(-netdev "stream,id=lab,server=off,addr.type=unix,addr.path=wire$index,reconnect-ms=200")
	fi

	# shellcheck disable=SC2034 # only counts
	for attempt in 1 2 3 4 5; do
		port=$(free_port)
		: >"$dir/$host.console"
		(
			cd "$dir" || exit 1
			exec </dev/null >"$host.qemu-log" 2>&1
			exec "${launch[@]}" "${QEMU[@]}" "${args[@]}" \
				-netdev "user,id=ssh,restrict=on,hostfwd=tcp:127.0.0.1:$port-10.0.2.15:22"
		) &
		printf '%d %s\n' $! "$(process_start $!)" >"$dir/$host.pid"
		printf '%d\n' "$port" >"$dir/$host.port"
		host_came_up "$dir" "$host" && return 0
		grep -q 'Could not set up host forwarding' \
			"$dir/$host.qemu-log" || break
	done
	cat "$dir/$host.qemu-log" >&2
	die "$EXIT_SETUP" "QEMU of host $host did not start"
}

# host_came_up DIR HOST: wait until QEMU runs the kernel or is gone
host_came_up()
{
	local deadline=$((SECONDS + $(allowance 30)))

	while ((SECONDS < deadline)); do
		[ -s "$1/$2.console" ] && return 0
		host_alive "$1" "$2" || return 1
		sleep 0.05
	done
	note "QEMU of host $2 runs, its kernel says nothing"
	return 0
}

# process_start PID: when PID started, nothing if it is gone or a zombie. With
# the number it tells a process from a later one of the same number.
process_start()
{
	local stat fields

	{ stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
	read -r -a fields <<<"${stat##*) }"
	[ "${fields[0]}" = Z ] || printf '%s\n' "${fields[19]}"
}

# host_alive DIR HOST: is the QEMU that was started still there
host_alive()
{
	local pid start

	read -r pid start 2>/dev/null <"$1/$2.pid" || return 1
	[ -n "$start" ] && [ "$(process_start "$pid")" = "$start" ]
}

# host_wait DIR HOST VARIANT: until the console says ready. 0 ready, 1 QEMU is
# gone, 2 it hangs
host_wait()
{
	local dir=$1 host=$2 limit=60 start=$SECONDS deadline

	! kernel_is_debug "$3" || limit=180
	limit=$(allowance "$limit")
	deadline=$((SECONDS + limit))
	while ! grep -aq "^lab: host $host is ready" "$dir/$host.console"; do
		host_alive "$dir" "$host" || return 1
		if ((SECONDS >= deadline)); then
			note "host $host was not ready within $limit s"
			return 2
		fi
		sleep 0.1
	done
	[ -z "${LAB_VERBOSE:-}" ] ||
		note "host $host was ready after $((SECONDS - start)) s"
	grep -a '^lab: ' "$dir/$host.console" | grep -av ' is ready' >&2 || true
	host_connect "$dir" "$host" "$deadline"
}

# host_connect DIR HOST DEADLINE: the master connection that commands share
host_connect()
{
	while ! (cd "$1" && ssh "${SSH_OPTIONS[@]}" -i "$SSH_KEY" \
		-p "$(<"$2.port")" -S "$2.ssh" -M -N -f \
		-o ConnectTimeout=10 root@127.0.0.1 \
		</dev/null >>"$2.ssh-log" 2>&1); do
		host_alive "$1" "$2" || return 1
		if ((SECONDS >= $3)); then
			note "no ssh to host $2:"
			tail -n 5 "$1/$2.ssh-log" >&2
			return 2
		fi
		sleep 0.2
	done
}

SSH_KEY=$CACHE/root/current/client_key
SSH_OPTIONS=(
	-F none -q -o BatchMode=yes -o StrictHostKeyChecking=no
	-o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null
	-o IdentitiesOnly=yes -o IdentityAgent=none
	-o PreferredAuthentications=publickey
	-o ServerAliveInterval=0 -o ForwardX11=no -o ControlPersist=no
)

# host_exec DIR HOST TIMEOUT TTY ARGV...: run a command, pass its output and
# its exit code through. EXIT_HANG when it took longer than TIMEOUT.
host_exec()
{
	local dir=$1 host=$2 timeout=$3 tty=$4 command start rc=0 flags=(-T)
	local limit=()

	shift 4
	printf -v command ' %q' "$@"
	command=". /run/lab/profile;$command"
	# dropbear's limit on a command line
	((${#command} < 8900)) || usage_error \
		"the command is ${#command} characters long, ssh takes 8900; put it into a script below the repository (it is at /repo)"
	if [ "$tty" = yes ]; then
		# dropbear drops the terminal as soon as its input ends
		[ -t 0 ] || usage_error \
			"--tty: standard input is not a terminal (script -qec \"lab ...\" /dev/null makes one)"
		flags=(-tt)
	fi
	limit=(timeout --foreground --kill-after=5 "$timeout")
	start=$SECONDS
	# In the background, as a shell acts on a signal only after what runs
	# in the foreground has ended. "<&0" as it would read /dev/null there.
	(
		cd "$dir" || exit 1
		exec "${limit[@]}" ssh "${SSH_OPTIONS[@]}" "${flags[@]}" \
			-S "$host.ssh" -o ControlMaster=no \
			-p "$(<"$host.port")" -i "$SSH_KEY" \
			root@127.0.0.1 "$command"
	) <&0 &
	EXEC_PID=$!
	wait $EXEC_PID || rc=$?
	EXEC_PID=''
	if { [ $rc = 124 ] || [ $rc = 137 ]; } &&
		((SECONDS - start >= timeout)); then
		note "host $host: the command ran for more than $timeout s (--timeout): $*"
		return "$EXIT_HANG"
	fi
	# ssh says 255 for itself as well
	if [ $rc = 255 ] && ! host_answers "$dir" "$host"; then
		note "host $host was lost while it ran: $*"
		return "$EXIT_KERNEL"
	fi
	return $rc
}

# exec_stop: for traps, end what host_exec waits for
exec_stop()
{
	[ -z "${EXEC_PID-}" ] || kill -TERM "$EXEC_PID" 2>/dev/null || true
}

host_answers()
{
	host_alive "$1" "$2" &&
		(cd "$1" && timeout 20 ssh "${SSH_OPTIONS[@]}" -T \
			-S "$2.ssh" -o ControlMaster=no -p "$(<"$2.port")" \
			-i "$SSH_KEY" root@127.0.0.1 true </dev/null \
			>/dev/null 2>&1)
}

# host_settle DIR HOST: wait until the console file has all that the kernel has
# said. The console buffers, so that a report which comes just before the end
# of QEMU would be lost with it; the log is in order, so that a last line which
# has arrived proves the rest.
host_settle()
{
	local mark="lab: end of host $2, $RANDOM" deadline
	local limit

	limit=$(allowance 20)
	deadline=$((SECONDS + limit))
	(cd "$1" && timeout "$limit" ssh "${SSH_OPTIONS[@]}" -T \
		-S "$2.ssh" -o ControlMaster=no -p "$(<"$2.port")" \
		-i "$SSH_KEY" root@127.0.0.1 "echo '<1>$mark' >/dev/kmsg" \
		</dev/null >/dev/null 2>&1) || return 1
	while ! grep -aqF "$mark" "$1/$2.console"; do
		host_alive "$1" "$2" && ((SECONDS < deadline)) || return 1
		sleep 0.05
	done
}

# host_stop DIR HOST: end QEMU; what runs there has nothing to save
host_stop()
{
	local dir=$1 host=$2 pid deadline=$((SECONDS + 5))

	[ -e "$dir/$host.pid" ] || return 0
	[ ! -e "$dir/$host.port" ] || (cd "$dir" && timeout 5 ssh \
		"${SSH_OPTIONS[@]}" -S "$host.ssh" -O exit \
		-p "$(<"$host.port")" root@127.0.0.1 >/dev/null 2>&1) || true
	if host_alive "$dir" "$host"; then
		read -r pid _ <"$dir/$host.pid"
		kill -TERM "$pid" 2>/dev/null || true
		while host_alive "$dir" "$host"; do
			if ((SECONDS >= deadline)); then
				kill -KILL "$pid" 2>/dev/null || true
				break
			fi
			sleep 0.05
		done
		wait "$pid" 2>/dev/null || true
	fi
	rm -f "$dir/$host.pid"
}

# host_kill DIR HOST: as if its power had failed, in the middle of whatever it does
host_kill()
{
	local pid deadline=$((SECONDS + 30))

	read -r pid _ <"$1/$2.pid"
	kill -KILL "$pid" 2>/dev/null || true
	while host_alive "$1" "$2"; do
		if ((SECONDS >= deadline)); then
			note "host $2: its QEMU, process $pid, does not die of SIGKILL"
			return 1
		fi
		sleep 0.05
	done
	mv "$1/$2.pid" "$1/$2.killed"
}
