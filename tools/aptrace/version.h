/* SPDX-License-Identifier: GPL-2.0 */
/* Which aptrace this is; a package may say it on the compiler's command line. */
#ifndef APTRACE_VERSION_H
#define APTRACE_VERSION_H

#ifndef APTRACE_VERSION
#define APTRACE_VERSION	"0.1"
#endif

#endif /* APTRACE_VERSION_H */
