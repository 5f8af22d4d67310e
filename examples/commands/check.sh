#!/bin/sh
# Loads an object with bpftool and looks whether its program is there: `check.sh FILE`.
set -eu
pin=/sys/fs/bpf/checked
bpftool prog load "$1" "$pin"
bpftool prog show pinned "$pin"
rm "$pin"
