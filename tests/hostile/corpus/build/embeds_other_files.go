// tries: have files of the machine embedded in the program, by absolute path and through its parents
// must: compile_error build_failed
package main

import (
	_ "embed"
	"fmt"
)

//go:embed /etc/shadow
var shadow string

//go:embed ../../../../etc/passwd
var accounts string

func main() { fmt.Println(shadow, accounts) }
