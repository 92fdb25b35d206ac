// tries: be a program of two gigabytes
// must: compile_error build_failed | compile_error disk_full | compile_error out_of_memory | compile_error cpu_time
package main

import "fmt"

var huge = [1 << 31]byte{1, 1<<31 - 1: 2}

func main() { fmt.Println(huge[0], len(huge)) }
