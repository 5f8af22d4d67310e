// SPDX-License-Identifier: MIT
/*
 * The port to the host: the virtio-serial port of our name where the kernel
 * has virtio-serial, else the second ISA serial port in raw mode.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "agent.h"

#define PORT_NAME "core-matrix"
#define PORTS "/sys/class/virtio-ports"

static bool is_our_port(const char *port)
{
	char path[512], name[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), PORTS "/%s/name", port);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fgets(name, sizeof(name), file))
		name[strcspn(name, "\n")] = '\0';
	fclose(file);
	return !strcmp(name, PORT_NAME);
}

static int open_virtio(void)
{
	DIR *ports = opendir(PORTS);
	struct dirent *port;
	char path[512];
	int fd = -1;

	if (!ports)
		return -1;
	while (fd < 0 && (port = readdir(ports))) {
		if (!is_our_port(port->d_name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", port->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	closedir(ports);
	return fd;
}

static int open_serial(void)
{
	int fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios settings;

	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &settings)) {
		close(fd);
		return -1;
	}
	cfmakeraw(&settings);
	settings.c_cflag |= CLOCAL;
	cfsetspeed(&settings, B115200);
	tcsetattr(fd, TCSANOW, &settings);
	return fd;
}

int channel_open(void)
{
	int fd = open_virtio();

	return fd < 0 ? open_serial() : fd;
}

/* One sequence for the whole life of the guest: the host sees a lost frame by its gap. */
void channel_send(int channel, uint8_t type, uint32_t request, const struct buffer *payload)
{
	static uint32_t sequence;
	struct buffer frame = { 0 };

	frame_encode(&frame, type, request, sequence++, payload);
	write_all(channel, frame.bytes, frame.length);
	free(frame.bytes);
}
