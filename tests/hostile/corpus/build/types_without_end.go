// tries: have the compiler make types that are each twice as large as the one before
// must: compile_error build_failed | compile_error out_of_memory | compile_error cpu_time | compile_error wall_time
package main

import "fmt"

type pair[T any] struct{ left, right T }
type a[T any] pair[pair[pair[pair[pair[pair[T]]]]]]
type b[T any] a[a[a[a[a[a[T]]]]]]

func main() {
	var whole b[b[int]]
	fmt.Println(whole)
}
