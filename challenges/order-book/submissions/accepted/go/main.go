package main

import (
	"bufio"
	"container/heap"
	"container/list"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

type order struct {
	id, price, quantity int
	buy                 bool
	place               *list.Element // nil unless the order rests in the book
}

// prices is a heap of price levels; sign is 1 where the lowest price is the best, -1 where the highest is.
type prices struct {
	sign   int
	values []int
}

func (p prices) Len() int           { return len(p.values) }
func (p prices) Less(a, b int) bool { return p.sign*p.values[a] < p.sign*p.values[b] }
func (p prices) Swap(a, b int)      { p.values[a], p.values[b] = p.values[b], p.values[a] }
func (p *prices) Push(value any)    { p.values = append(p.values, value.(int)) }
func (p *prices) Pop() any {
	last := len(p.values) - 1
	value := p.values[last]
	p.values = p.values[:last]
	return value
}

// side is one side of the book. Levels that became empty leave it when they come to the top of the heap.
type side struct {
	heap   prices
	levels map[int]*list.List
}

func newSide(sign int) *side {
	return &side{heap: prices{sign: sign}, levels: make(map[int]*list.List)}
}

func (s *side) add(o *order) {
	level, ok := s.levels[o.price]
	if !ok {
		level = list.New()
		s.levels[o.price] = level
		heap.Push(&s.heap, o.price)
	}
	o.place = level.PushBack(o)
}

func (s *side) remove(o *order) {
	s.levels[o.price].Remove(o.place)
	o.place = nil
}

func (s *side) best() *order {
	for s.heap.Len() > 0 {
		price := s.heap.values[0]
		if front := s.levels[price].Front(); front != nil {
			return front.Value.(*order)
		}
		delete(s.levels, price)
		heap.Pop(&s.heap)
	}
	return nil
}

func (s *side) print(out *bufio.Writer, name string) {
	var live []int
	for price, level := range s.levels {
		if level.Len() > 0 {
			live = append(live, price)
		}
	}
	sort.Slice(live, func(a, b int) bool { return s.heap.sign*live[a] < s.heap.sign*live[b] })
	for _, price := range live {
		total := 0
		for at := s.levels[price].Front(); at != nil; at = at.Next() {
			total += at.Value.(*order).quantity
		}
		fmt.Fprintf(out, "%s %d %d %d\n", name, price, total, s.levels[price].Len())
	}
}

type engine struct {
	out         *bufio.Writer
	buys, sells *side
	seen        map[int]*order
}

func (e *engine) sides(buy bool) (own, opposite *side) {
	if buy {
		return e.buys, e.sells
	}
	return e.sells, e.buys
}

func (e *engine) cancel(id int) {
	o := e.seen[id]
	if o == nil || o.place == nil {
		fmt.Fprintf(e.out, "REJECTED %d\n", id)
		return
	}
	own, _ := e.sides(o.buy)
	own.remove(o)
	fmt.Fprintf(e.out, "CANCELLED %d %d\n", id, o.quantity)
}

func (e *engine) submit(o *order, market bool) {
	if e.seen[o.id] != nil {
		fmt.Fprintf(e.out, "REJECTED %d\n", o.id)
		return
	}
	e.seen[o.id] = o
	own, opposite := e.sides(o.buy)
	e.match(o, opposite, market)
	switch {
	case o.quantity == 0:
	case market:
		fmt.Fprintf(e.out, "EXPIRED %d %d\n", o.id, o.quantity)
	default:
		own.add(o)
	}
}

func (e *engine) match(incoming *order, opposite *side, market bool) {
	for incoming.quantity > 0 {
		resting := opposite.best()
		if resting == nil {
			return
		}
		if !market && opposite.heap.sign*(resting.price-incoming.price) > 0 {
			return
		}
		traded := incoming.quantity
		if resting.quantity < traded {
			traded = resting.quantity
		}
		fmt.Fprintf(e.out, "TRADE %d %d %d %d\n", incoming.id, resting.id, resting.price, traded)
		incoming.quantity -= traded
		resting.quantity -= traded
		if resting.quantity == 0 {
			opposite.remove(resting)
		}
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	e := &engine{out: out, buys: newSide(-1), sells: newSide(1), seen: make(map[int]*order)}

	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		field := strings.Fields(in.Text())
		if field[0] == "CANCEL" {
			e.cancel(number(field[1]))
			continue
		}
		o := &order{id: number(field[1]), quantity: number(field[3]), buy: field[0] == "BUY"}
		market := field[2] == "MARKET"
		if !market {
			o.price = number(field[2])
		}
		e.submit(o, market)
	}
	fmt.Fprintln(out, "BOOK")
	e.buys.print(out, "BUY")
	e.sells.print(out, "SELL")
}
