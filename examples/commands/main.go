// SPDX-License-Identifier: GPL-2.0 OR MIT

// Loads an object through ebpf-go and attaches its programs to getpgid(2): `go-loader FILE`.
package main

import (
	"fmt"
	"log"
	"os"
	"syscall"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/rlimit"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go-loader FILE")
	}
	if err := rlimit.RemoveMemlock(); err != nil {
		log.Fatal(err)
	}
	collection, err := ebpf.LoadCollection(os.Args[1])
	if err != nil {
		log.Fatalf("loading %s: %v", os.Args[1], err)
	}
	defer collection.Close()
	for _, program := range collection.Programs {
		if _, err := link.Tracepoint("syscalls", "sys_enter_getpgid", program, nil); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := syscall.Getpgid(0); err != nil {
		log.Fatal(err)
	}
	counter, ok := collection.Maps["calls"]
	if !ok {
		return
	}
	var calls uint64
	if err := counter.Lookup(uint32(0), &calls); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("getpgid was called %d times\n", calls)
	if calls == 0 {
		os.Exit(1)
	}
}
