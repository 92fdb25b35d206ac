package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// graph maps each module to the set of those it depends on.
type graph map[string]map[string]bool

func (g graph) module(name string) map[string]bool {
	if g[name] == nil {
		g[name] = make(map[string]bool)
	}
	return g[name]
}

func read(in *bufio.Reader) graph {
	g := make(graph)
	for {
		// A line may be too long for bufio.Scanner.
		line, err := in.ReadString('\n')
		if name, rest, ok := strings.Cut(line, ":"); ok {
			own := g.module(name)
			for _, dependency := range strings.Fields(rest) {
				own[dependency] = true
				g.module(dependency)
			}
		}
		if err != nil {
			return g
		}
	}
}

func main() {
	g := read(bufio.NewReader(os.Stdin))
	_ = g
	fmt.Println("ORDER")
	// TODO: print the modules, each after what it depends on; or CYCLE and the groups
}
