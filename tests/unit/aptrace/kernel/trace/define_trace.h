/* SPDX-License-Identifier: GPL-2.0 */
/* In place of the kernel's: linux/tracepoint.h here has made all of it. */
