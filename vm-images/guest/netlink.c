// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"

void netlink_raw(struct netlink *request, const void *bytes, size_t length)
{
	memcpy((uint8_t *)request + request->header.nlmsg_len, bytes, length);
	request->header.nlmsg_len += NLMSG_ALIGN(length);
}

void netlink_begin(struct netlink *request, uint16_t type, uint16_t flags, const void *body, size_t length)
{
	memset(request, 0, sizeof(*request));
	request->header.nlmsg_len = NLMSG_LENGTH(0);
	request->header.nlmsg_type = type;
	request->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	netlink_raw(request, body, length);
}

struct rtattr *netlink_open(struct netlink *request, uint16_t type)
{
	struct rtattr *nest = (struct rtattr *)((uint8_t *)request + request->header.nlmsg_len);
	struct rtattr attribute = { .rta_type = type };

	netlink_raw(request, &attribute, sizeof(attribute));
	return nest;
}

void netlink_close(struct netlink *request, struct rtattr *nest)
{
	nest->rta_len = (uint8_t *)request + request->header.nlmsg_len - (uint8_t *)nest;
}

void netlink_put(struct netlink *request, uint16_t type, const void *data, size_t length)
{
	struct rtattr *attribute = netlink_open(request, type);

	netlink_raw(request, data, length);
	attribute->rta_len = RTA_LENGTH(length);
}

void netlink_text(struct netlink *request, uint16_t type, const char *text)
{
	netlink_put(request, type, text, strlen(text) + 1);
}

void netlink_number(struct netlink *request, uint16_t type, uint32_t number)
{
	netlink_put(request, type, &number, sizeof(number));
}

int netlink_ask(struct netlink *request)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		uint8_t rest[sizeof(struct netlink)];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), error = EIO;

	if (fd < 0)
		return errno;
	if (send(fd, request, request->header.nlmsg_len, 0) < 0)
		error = errno;
	else if (recv(fd, &answer, sizeof(answer), 0) >= (ssize_t)NLMSG_LENGTH(sizeof(answer.error)) &&
		 answer.header.nlmsg_type == NLMSG_ERROR)
		error = -answer.error.error;
	close(fd);
	return error;
}
