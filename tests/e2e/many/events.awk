# SPDX-License-Identifier: GPL-2.0
#
# From the events of a host's trace, a line for each migration and one for the whole:
#	session NUMBER ROLE OUTCOME CAUSE ERR STREAM_ERROR BYTES EVENTS EXPECTED ENDS ID
#		APPLIED DROPPED REASONS COUNTS PAUSED_NS
#	trace SESSIONS ENDS AT_ONCE GAPS LOST DISTURBANCES
# NUMBER is the mdev's, the first part of its UUID. EVENTS were seen, EXPECTED is what
# the sequence numbers of the end event say. APPLIED: "yes", "no", or "-" if it did not
# come to that. DROPPED ("adapter:0x0a,...") and REASONS ("03.0005:not_bound+type,...")
# are "-" if there are none. COUNTS: queues, adapters, domains and control domains that
# the guest had when they were applied ("2,2,1,1"), or "-". PAUSED_NS: how long the
# device was in STOP and STOP_COPY. AT_ONCE: sessions that were open at one moment. GAPS:
# numbers missing in the sequence of an mdev. LOST: what the trace buffers have dropped.
# Those of the mdev with the number "idle" count for nothing.

function hex(text,	i, value) {
	value = 0
	for (i = 1; i <= length(text); i++)
		value = 16 * value + index("0123456789abcdef", substr(text, i, 1)) - 1
	return value
}

function add(list, text) {
	return list == "" ? text : list "," text
}

/^(overrun|dropped events|commit overrun): / {
	lost += $NF
	next
}

/ tracing_mark_write: disturb: / {
	disturbances++
	next
}

/ vfio_ap_[a-z_]+: mdev=/ {
	split("", field)
	event = ""
	subject = ""
	for (i = 1; i <= NF; i++) {
		if ($i ~ /^vfio_ap_[a-z_]+:$/) {
			event = substr($i, 9, length($i) - 9)
			continue
		}
		split_at = index($i, "=")
		if (!split_at)
			continue
		name = substr($i, 1, split_at - 1)
		field[name] = substr($i, split_at + 1)
		if (name ~ /^(queue|control_domain|adapter|domain)$/)
			subject = name
	}
	number = hex(substr(field["mdev"], 1, 8))
	if (number == idle)
		next
	if (!(number in seen)) {
		first_seq[number] = last_seq[number] = field["seq"]
		mdevs[++mdev_count] = number
	}
	seen[number]++
	if (field["seq"] + 0 > last_seq[number] + 0)
		last_seq[number] = field["seq"]
	if (field["seq"] + 0 < first_seq[number] + 0)
		first_seq[number] = field["seq"]

	key = number " " field["session"]
	if (field["session"] == 0)
		next
	if (!(key in events)) {
		keys[++sessions] = key
		open_now++
		if (open_now > at_once)
			at_once = open_now
	}
	events[key]++
	if (field["role"] != "-")
		role[key] = field["role"]
	if (event == "mig_apply") {
		applied[key] = field["err"] == 0 ? "yes" : "no"
		counts[key] = field["queues"] "," field["adapters"] "," \
			field["domains"] "," field["control_domains"]
	}
	if (event == "mig_dropped")
		dropped[key] = add(dropped[key], subject ":" field[subject])
	if (event == "mig_verdict" && field["reasons"] != "") {
		gsub(/\|/, "+", field["reasons"])
		reasons[key] = add(reasons[key], field[subject] ":" field["reasons"])
	}
	if (event == "mig_end") {
		open_now--
		all_ends++
		ends[key]++
		end[key] = field["outcome"] " " field["cause"] " " field["err"] " " \
			field["stream_error"] " " field["bytes"]
		expected[key] = field["seq"] - field["first_seq"] + 1
		paused_ns[key] = field["stop_ns"] + field["stop_copy_ns"]
		id[key] = field["id"]
	}
}

function or_none(text) {
	return text == "" ? "-" : text
}

END {
	for (i = 1; i <= sessions; i++) {
		key = keys[i]
		split(key, part, " ")
		print "session", part[1], or_none(role[key]), \
			end[key] == "" ? "- - - - -" : end[key], events[key], \
			expected[key] + 0, ends[key] + 0, or_none(id[key]), \
			or_none(applied[key]), or_none(dropped[key]), or_none(reasons[key]), \
			or_none(counts[key]), sprintf("%.0f", paused_ns[key])
	}
	for (i = 1; i <= mdev_count; i++) {
		number = mdevs[i]
		gaps += last_seq[number] - first_seq[number] + 1 - seen[number]
	}
	print "trace", sessions + 0, all_ends + 0, at_once + 0, gaps + 0, lost + 0, \
		disturbances + 0
}
