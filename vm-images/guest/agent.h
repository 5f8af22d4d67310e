/* SPDX-License-Identifier: MIT */
/*
 * core-matrix guest agent: PID 1 of a guest.
 *
 * The host asks, one request at a time; the agent answers with any number of
 * messages and one M_DONE. PROTOCOL.md describes the channel. The numbers
 * below are the wire format; src/guest/protocol.ts has the same.
 */
#ifndef CORE_MATRIX_AGENT_H
#define CORE_MATRIX_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

enum message {
	M_HELLO = 1,
	M_PUT = 2,
	M_GET = 3,
	M_EXEC = 4,
	M_HEADER = 5,
	M_INSPECT = 6,
	M_TRY = 7,
	M_KILL = 8,
	M_POWEROFF = 9,
	M_PROBE = 10,
	M_SHELL = 11,
	M_INPUT = 12,
	M_OUTPUT = 16,
	M_PROGRAM = 17,
	M_LOADED = 18,
	M_ATTACHED = 19,
	M_TRIGGERED = 20,
	M_DONE = 21,
	M_ANSWER = 22,
	M_MAP = 30,
	M_KERNEL_LOG = 31,
};

/* Fields of a message: bytes, or an integer of 8 bytes, little endian. */
enum field {
	F_PATH = 1,
	F_DATA = 2,
	F_ARGUMENT = 3,
	F_VARIABLE = 4,
	F_FOLDER = 5,
	F_MODE = 6,
	F_NAME = 7,
	F_SECTION = 8,
	F_TYPE = 9,
	F_ERRNO = 10,
	F_EXIT = 11,
	F_SIGNAL = 12,
	F_RELEASE = 13,
	F_TEXT = 14,
	F_BTF = 15,
	F_RUNS = 16,
	F_JITED = 17,
	F_APPEND = 18,
	F_AUTOLOAD = 19,
	F_LOG_BYTES = 20,
	F_HELPER = 21,
	F_MAP = 22,
	F_SYMBOL = 23,
	F_QUESTION = 24,
	F_FOUND = 25,
	F_TEST_RUN = 26,
	F_ROWS = 27,
	F_COLUMNS = 28,
	F_GROUP = 40,
	F_LOAD_WITH = 41,
	F_ATTACH_WITH = 42,
	F_MAX_ENTRIES = 43,
	F_PIN = 44,
	F_LEAVE_OUT = 45,
	F_OFFSET = 46,
	F_KEY = 47,
	F_VALUE = 48,
	F_KEY_TYPE = 49,
	F_VALUE_TYPE = 50,
	F_CPUS = 51,
	F_LOOKED_AT = 52,
	F_XLATED = 60,
	F_MEMLOCK = 61,
	F_EVENT = 70,
};

#define FRAME_MAGIC "CMX1"
#define FRAME_HEADER 12		/* magic, length, CRC-32 */
#define FRAME_PREFIX 9		/* type, request, sequence */
#define FRAME_BODY_MAX (256 * 1024)
#define OUTPUT_MAX (32 * 1024)	/* of one M_OUTPUT */

#define WORKSPACE "/workspace"
#define HEADERS "/run/include"
#define BPFFS "/sys/fs/bpf"

/* frame.c: the wire format, without I/O. */

struct message_view {
	uint8_t type;
	uint32_t request;
	uint32_t sequence;
	const uint8_t *payload;
	size_t length;
};

struct buffer {
	uint8_t *bytes;
	size_t length;
	size_t capacity;
};

struct field_view {
	uint8_t field;
	const uint8_t *bytes;
	size_t length;
};

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_drop(struct buffer *buffer, size_t length);
void put_bytes(struct buffer *buffer, enum field field, const void *bytes, size_t length);
void put_text(struct buffer *buffer, enum field field, const char *text);
void put_number(struct buffer *buffer, enum field field, uint64_t number);
bool next_field(const uint8_t **at, size_t *left, struct field_view *field);
uint64_t field_number(const struct field_view *field);
void frame_encode(struct buffer *out, uint8_t type, uint32_t request, uint32_t sequence,
		  const struct buffer *payload);
bool frame_decode(struct buffer *in, size_t *consumed, struct message_view *message);

/* setup.c: what a bare kernel needs before it is of use. */

void setup_mounts(void);
void setup_config(void);
void setup_network(void);
void setup_statistics(void);
void load_modules(struct buffer *complaints);

/* channel.c: the port to the host. */

int channel_open(void);
void channel_send(int channel, uint8_t type, uint32_t request, const struct buffer *payload);

/* kernel-log.c: what the kernel itself complained of. */

void kernel_log_open(void);
void kernel_log_read(struct buffer *out, size_t limit);

/* worker.c: a request runs in a process of its own, so that it can be killed and may crash. */

struct request {
	uint8_t type;
	uint32_t id;
	const uint8_t *payload;
	size_t length;
};

void report(enum message type, const struct buffer *payload);
void report_output(const char *text, size_t length);
void report_done(int error);
int input_socket(void);
void work(const struct request *request, int reports);

/* One function per request, run in the worker. */

void do_put(const struct request *request);
void do_get(const struct request *request);
void do_exec(const struct request *request);
void do_shell(const struct request *request);
void do_header(const struct request *request);
void do_inspect(const struct request *request);
void do_try(const struct request *request);
void do_probe(const struct request *request);

/* names.c: what the kernel has by that name, and what is like it. */

struct btf;
void answer_symbol(const struct btf *types, const char *name);
void answer_tracepoint(const char *name);

/* exec.c: a command of the user's. Vectors end in NULL. */

struct command {
	char **arguments;
	char **variables;
	char *folder;
};

bool read_command(const struct request *request, struct command *command);
int become_command(const struct command *command);
int run_command(const struct command *command, void (*enter)(void), int *status);
void put_status(struct buffer *payload, int status);
void report_status(int status);

/* objects.c and load.c: libbpf, with all it says passed on or kept. */

struct bpf_object;
struct bpf_program;

/* Why an object did not load; `program` is empty where it was none of its programs. */
struct refusal {
	int error;
	char program[512];
};

enum verbosity { LIBBPF_QUIET, LIBBPF_WARNINGS };

void libbpf_listen(enum verbosity verbosity);
struct bpf_object *load_program(const struct request *request, size_t log_bytes, struct refusal *refusal);

/* extension.c: has an extension loaded for a program that it extends; 0, or an errno. */

int extend(struct bpf_program *extension, const struct request *request);

/* maps.c: what the host wants of an object's maps, and what was in them. */

int maps_prepare(struct bpf_object *object, const struct request *request);
void maps_report(const struct bpf_object *object, const struct request *request);

/* bpffs.c: where maps are pinned. */

int bpffs_enter(const char *group);

/* trace.c: what bpf_printk wrote. */

void trace_clear(void);
void trace_read(struct buffer *out, size_t limit);

/* workload.c: the usual system calls, a user's program, and traffic. */

void run_workload(void);
void execute_and_wait(const char *path, char *const arguments[]);

/* util.c */

char *field_string(const struct request *request, enum field wanted);
bool field_names(const struct request *request, enum field wanted, const char *name);
bool field_integer(const struct request *request, enum field wanted, uint64_t *number);
bool write_all(int fd, const void *bytes, size_t length);
void make_parents(const char *path);
void read_file(const char *path, char *text, size_t size);
void write_file(const char *path, const char *text);

#endif
