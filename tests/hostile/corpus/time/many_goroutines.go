// tries: the same with goroutines that lock their threads, and a garbage collector that never ends
// must: time_limit_exceeded cpu_time
package main

import "runtime"

func main() {
	runtime.GOMAXPROCS(8)
	for range make([]int, 8) {
		go func() {
			runtime.LockOSThread()
			for {
				runtime.GC()
			}
		}()
	}
	for {
	}
}
