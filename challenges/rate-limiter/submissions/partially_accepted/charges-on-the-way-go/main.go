package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
)

const never = math.MaxInt64

// A limit is the state of one rule for one key. Charge may only follow a Wait of 0 at the same time.
type limit interface {
	wait(now, cost int64) int64
	charge(now, cost int64) float64
}

// bucket counts in parts of a token, period of which make a whole: a millisecond brings refill of them.
type bucket struct {
	full, level, refill, period, updated int64
}

func newBucket(capacity, refill, period int64) *bucket {
	return &bucket{full: capacity * period, level: capacity * period, refill: refill, period: period}
}

func (b *bucket) wait(now, cost int64) int64 {
	b.level += (now - b.updated) * b.refill
	if b.level > b.full {
		b.level = b.full
	}
	b.updated = now
	missing := cost*b.period - b.level
	switch {
	case missing <= 0:
		return 0
	case cost*b.period > b.full:
		return never
	}
	return (missing + b.refill - 1) / b.refill
}

func (b *bucket) charge(now, cost int64) float64 {
	b.level -= cost * b.period
	return float64(b.level) / float64(b.period)
}

// admission is one admitted request; total is what all up to and including it cost together.
type admission struct {
	time, total int64
}

type window struct {
	capacity, length int64
	admissions       []admission // those that still count
	total, gone      int64       // cost of all, and of those that do not count any more
}

func (w *window) wait(now, cost int64) int64 {
	for len(w.admissions) > 0 && w.admissions[0].time+w.length <= now {
		w.gone = w.admissions[0].total
		w.admissions = w.admissions[1:]
	}
	excess := w.total - w.gone + cost - w.capacity
	switch {
	case excess <= 0:
		return 0
	case cost > w.capacity:
		return never
	}
	last := sort.Search(len(w.admissions), func(i int) bool { return w.admissions[i].total-w.gone >= excess })
	return w.admissions[last].time + w.length - now
}

func (w *window) charge(now, cost int64) float64 {
	w.total += cost
	w.admissions = append(w.admissions, admission{time: now, total: w.total})
	return float64(w.capacity - (w.total - w.gone))
}

type key struct {
	client, route string
}

type rule struct {
	name, scope string
	make        func() limit
	limits      map[key]limit
}

func (r *rule) limit(client, route string) limit {
	k := key{client, route}
	switch r.scope {
	case "client":
		k.route = ""
	case "route":
		k.client = ""
	case "everyone":
		k = key{}
	}
	l, ok := r.limits[k]
	if !ok {
		l = r.make()
		r.limits[k] = l
	}
	return l
}

type limiter struct {
	rules []*rule
}

func (l *limiter) addRule(name, scope, kind string, n []int64) {
	r := &rule{name: name, scope: scope, limits: map[key]limit{}}
	if kind == "bucket" {
		r.make = func() limit { return newBucket(n[0], n[1], n[2]) }
	} else {
		r.make = func() limit { return &window{capacity: n[0], length: n[1]} }
	}
	l.rules = append(l.rules, r)
}

func (l *limiter) decide(now int64, client, route string, cost int64) string {
	// Charges every rule that has room, before it is known whether the others have.
	left := math.Inf(1)
	var longest int64
	var name string
	for _, r := range l.rules {
		asked := r.limit(client, route)
		wait := asked.wait(now, cost)
		if wait == 0 {
			left = math.Min(left, asked.charge(now, cost))
		} else if wait > longest {
			longest, name = wait, r.name
		}
	}
	switch longest {
	case 0:
		return fmt.Sprintf("allow %.7f", left)
	case never:
		return "deny never " + name
	}
	return fmt.Sprintf("deny %d %s", longest, name)
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	l := &limiter{}
	for in.Scan() {
		fields := strings.Fields(in.Text())
		if fields[0] == "rule" {
			var numbers []int64
			for _, text := range fields[4:] {
				numbers = append(numbers, number(text))
			}
			l.addRule(fields[1], fields[2], fields[3], numbers)
		} else {
			fmt.Fprintln(out, l.decide(number(fields[0]), fields[1], fields[2], number(fields[3])))
		}
	}
}
