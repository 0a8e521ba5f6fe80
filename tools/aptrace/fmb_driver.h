/* SPDX-License-Identifier: GPL-2.0 */
/* What the driver of zPCI functions is called. */
#ifndef APTRACE_FMB_DRIVER_H
#define APTRACE_FMB_DRIVER_H

#define FMB_MODULE	"vfio_zpci_fmb"
#define FMB_DRIVER	"vfio-zpci-fmb"

#endif /* APTRACE_FMB_DRIVER_H */
