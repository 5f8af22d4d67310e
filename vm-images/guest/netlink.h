/* SPDX-License-Identifier: MIT */
/* Requests to rtnetlink (rtnetlink(7)): devices, addresses, routes and filters. */
#ifndef CORE_MATRIX_NETLINK_H
#define CORE_MATRIX_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>

/* What is sent here is all of our own making and far shorter. */
struct netlink {
	struct nlmsghdr header;
	uint8_t rest[1024];
};

/* `body` is the type's own header, such as struct ifinfomsg. */
void netlink_begin(struct netlink *request, uint16_t type, uint16_t flags, const void *body, size_t length);
void netlink_put(struct netlink *request, uint16_t type, const void *data, size_t length);
void netlink_text(struct netlink *request, uint16_t type, const char *text);
void netlink_number(struct netlink *request, uint16_t type, uint32_t number);
/* An attribute of attributes: what is put until netlink_close belongs to it. */
struct rtattr *netlink_open(struct netlink *request, uint16_t type);
void netlink_close(struct netlink *request, struct rtattr *nest);
/* Bytes that are no attribute, at the start of a nest. */
void netlink_raw(struct netlink *request, const void *bytes, size_t length);
/* 0, or the errno with which the kernel refused. */
int netlink_ask(struct netlink *request);

#endif
