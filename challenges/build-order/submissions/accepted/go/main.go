package main

import (
	"bufio"
	"container/heap"
	"fmt"
	"os"
	"sort"
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

type names struct{ sort.StringSlice }

func (n *names) Push(name any) { n.StringSlice = append(n.StringSlice, name.(string)) }
func (n *names) Pop() any {
	last := len(n.StringSlice) - 1
	name := n.StringSlice[last]
	n.StringSlice = n.StringSlice[:last]
	return name
}

func smallestOrder(g graph) []string {
	dependents := make(map[string][]string, len(g))
	missing := make(map[string]int, len(g))
	ready := &names{}
	for module, dependencies := range g {
		missing[module] = len(dependencies)
		if len(dependencies) == 0 {
			ready.StringSlice = append(ready.StringSlice, module)
		}
		for dependency := range dependencies {
			dependents[dependency] = append(dependents[dependency], module)
		}
	}
	heap.Init(ready)
	var order []string
	for ready.Len() > 0 {
		built := heap.Pop(ready).(string)
		order = append(order, built)
		for _, module := range dependents[built] {
			if missing[module]--; missing[module] == 0 {
				heap.Push(ready, module)
			}
		}
	}
	return order
}

// tarjan finds strongly connected components. Go's stacks grow, so it may recurse as deep as the graph is.
type tarjan struct {
	graph   graph
	index   map[string]int
	low     map[string]int
	stack   []string
	onStack map[string]bool
	groups  []string
}

func (t *tarjan) visit(module string) {
	t.index[module] = len(t.index)
	t.low[module] = t.index[module]
	bottom := len(t.stack)
	t.stack = append(t.stack, module)
	t.onStack[module] = true
	for dependency := range t.graph[module] {
		if _, seen := t.index[dependency]; !seen {
			t.visit(dependency)
			t.lower(module, t.low[dependency])
		} else if t.onStack[dependency] {
			t.lower(module, t.index[dependency])
		}
	}
	if t.low[module] != t.index[module] {
		return
	}
	group := append([]string(nil), t.stack[bottom:]...)
	t.stack = t.stack[:bottom]
	for _, member := range group {
		t.onStack[member] = false
	}
	if len(group) > 1 || t.graph[module][module] {
		sort.Strings(group)
		t.groups = append(t.groups, strings.Join(group, " "))
	}
}

func (t *tarjan) lower(module string, value int) {
	if value < t.low[module] {
		t.low[module] = value
	}
}

func cycles(g graph) []string {
	t := &tarjan{graph: g, index: map[string]int{}, low: map[string]int{}, onStack: map[string]bool{}}
	for module := range g {
		if _, seen := t.index[module]; !seen {
			t.visit(module)
		}
	}
	sort.Strings(t.groups)
	return t.groups
}

func main() {
	g := read(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	heading, lines := "ORDER", smallestOrder(g)
	if len(lines) < len(g) {
		heading, lines = "CYCLE", cycles(g)
	}
	fmt.Fprintln(out, heading)
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
}
