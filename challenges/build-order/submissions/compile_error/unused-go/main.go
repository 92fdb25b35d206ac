package main

import (
	"fmt"
	"os"
	"sort"
)

func main() {
	fmt.Fprintln(os.Stdout, "ORDER")
}
