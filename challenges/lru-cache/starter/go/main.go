package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type Cache struct {
	capacity int
}

// Run executes one command and returns the line to print.
func (c *Cache) Run(now int64, command string, args []string) string {
	panic("not implemented")
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	in.Scan()
	capacity, _ := strconv.Atoi(in.Text())
	cache := &Cache{capacity: capacity}
	for in.Scan() {
		words := strings.Fields(in.Text())
		now, _ := strconv.ParseInt(words[0], 10, 64)
		fmt.Fprintln(out, cache.Run(now, words[1], words[2:]))
	}
}
