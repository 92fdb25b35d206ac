package main

import (
	"bufio"
	"os"
	"strings"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	in.Scan()
	query := strings.Fields(in.Text()) // from, to, ranks
	_ = query

	for in.Scan() {
		// parse the line, count what it says
	}
	// print the report
}
