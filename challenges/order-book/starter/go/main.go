package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type engine struct {
	out *bufio.Writer
}

// submit takes a new order; limit is 0 for a market order.
func (e *engine) submit(side string, id, limit, quantity int) {
	// TODO: match it against the other side, then rest or expire what is left
}

func (e *engine) cancel(id int) {
	// TODO: take the order out of the book
	fmt.Fprintf(e.out, "REJECTED %d\n", id)
}

func (e *engine) printBook() {
	// TODO: the levels that are left, buys first
	fmt.Fprintln(e.out, "BOOK")
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	e := &engine{out: out}

	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		field := strings.Fields(in.Text())
		id, _ := strconv.Atoi(field[1])
		if field[0] == "CANCEL" {
			e.cancel(id)
			continue
		}
		limit, _ := strconv.Atoi(field[2]) // not a number for MARKET, which leaves 0
		quantity, _ := strconv.Atoi(field[3])
		e.submit(field[0], id, limit, quantity)
	}
	e.printBook()
}
