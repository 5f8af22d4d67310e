/* What libbpf fills in from the kernel: its configuration, its version, its symbols. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int LINUX_KERNEL_VERSION __kconfig;
extern int CONFIG_HZ __kconfig;
extern bool CONFIG_BPF __kconfig;
extern bool CONFIG_NO_SUCH_OPTION __kconfig __weak;
extern const int bpf_stats_enabled_key_of_nobody __ksym __weak;
extern const void schedule __ksym;

int version, hz;
bool bpf, no_such_option, nobody, has_schedule;

static volatile int calls;

/* Global: verified on its own, against any argument. */
__attribute__((noinline)) int add(int number)
{
	return calls + number;
}

SEC("raw_tracepoint/sys_enter")
int read_externs(void *ctx)
{
	version = LINUX_KERNEL_VERSION;
	hz = CONFIG_HZ;
	bpf = CONFIG_BPF;
	no_such_option = CONFIG_NO_SUCH_OPTION;
	nobody = &bpf_stats_enabled_key_of_nobody != 0;
	has_schedule = (unsigned long)&schedule > 1;
	calls = add(1);
	return 0;
}
