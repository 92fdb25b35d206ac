// tries: give the C compiler and the linker flags that load a plug-in or run a program
// must: compile_error build_failed
package main

// #cgo CFLAGS: -fplugin=/box/work/plugin.so -wrapper /bin/sh,-c,id
// #cgo LDFLAGS: -Wl,--dynamic-linker=/box/work/main.go -B/box/work
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
